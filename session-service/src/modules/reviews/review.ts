import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { Review } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { lockSessionForUpdate, requireReviewer } from '../sessions';
import type { ReviewBody } from './schemas';

/** A review is nobody's business but the event's people's, so no message carries it. */
export async function putReview(tx: Tx, sessionId: string, change: Change, body: ReviewBody): Promise<Review> {
  requireReviewer(await lockSessionForUpdate(tx, sessionId), change.caller);
  const { key, present } = await findOwnReview(tx, sessionId, change);
  change.requireIfMatch(present ?? { version: 0 });
  const next = { ...body, version: (present?.version ?? 0) + 1 };
  return tx.review.upsert({
    where: { sessionId_reviewerId: key },
    create: { ...key, ...next },
    update: { ...next, updatedAt: change.now },
  });
}

/** Whoever wrote it may take it back, also who may not review the session any more. @throws DomainError 404 when there is none */
export async function deleteReview(tx: Tx, sessionId: string, change: Change): Promise<void> {
  const session = await lockSessionForUpdate(tx, sessionId);
  const { key, present } = await findOwnReview(tx, sessionId, change);
  if (!present) {
    requireReviewer(session, change.caller);
    throw notFound('review');
  }
  change.requireIfMatch(present);
  await tx.review.delete({ where: { sessionId_reviewerId: key } });
}

async function findOwnReview(tx: Tx, sessionId: string, { caller }: Change) {
  const key = { sessionId, reviewerId: caller.userId };
  return { key, present: await tx.review.findUnique({ where: { sessionId_reviewerId: key } }) };
}

/** What was thought of a session still counts; an id of its own keeps one review apart from another. */
export async function anonymizeReviews(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`UPDATE reviews SET reviewer_id = gen_random_uuid() WHERE reviewer_id = ${userId}::uuid`;
}

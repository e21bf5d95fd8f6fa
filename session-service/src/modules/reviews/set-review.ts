import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import type { z } from 'zod';
import type { Review } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { lockSession, requireReviewer } from '../sessions';
import type { reviewBody } from './schemas';

interface Change {
  sessionId: string;
  caller: Caller;
  requireFresh(current: { version: number }): void;
}

/** A review is nobody's business but the event's people's, so no message tells of it. */
export async function putReview(tx: Tx, change: Change, body: z.infer<typeof reviewBody>): Promise<Review> {
  const { key, present } = await lockOwnReview(tx, change);
  const next = { ...body, version: (present?.version ?? 0) + 1 };
  return tx.review.upsert({
    where: { sessionId_reviewerId: key },
    create: { ...key, ...next },
    update: { ...next, updatedAt: new Date() },
  });
}

/** @throws DomainError 404 when there is none */
export async function deleteReview(tx: Tx, change: Change): Promise<void> {
  const { key, present } = await lockOwnReview(tx, change);
  if (!present) throw notFound('review');
  await tx.review.delete({ where: { sessionId_reviewerId: key } });
}

/** Holds the session, so that nobody becomes one of its own people meanwhile. */
async function lockOwnReview(tx: Tx, { sessionId, caller, requireFresh }: Change) {
  requireReviewer(await lockSession(tx, sessionId), caller);
  const key = { sessionId, reviewerId: caller.userId };
  const present = await tx.review.findUnique({ where: { sessionId_reviewerId: key } });
  requireFresh(present ?? { version: 0 });
  return { key, present };
}

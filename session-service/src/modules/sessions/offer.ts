import { newId, type Statement, statement } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { type Offer as OfferView, offerLifetimeMs, offerStatus } from '@ems/contracts';
import type { Offer, Prisma } from '../../generated/prisma/client';
import { offerMessage, publishOffers } from '../../messaging/published';
import type { SessionDatabase, Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import type { SessionRow } from './repository';

export const toOfferView = (row: Offer, now: Date): OfferView => ({
  ...row,
  kind: 'session-speaker',
  status: offerStatus(row, now),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

type Made = Pick<Offer, 'speakerId' | 'role' | 'position' | 'binding' | 'fromUserId' | 'toUserId'>;

/** Those of a session that can still be accepted. */
export const pendingOffers = (session: Pick<SessionRow, 'offers'>, now: Date): SessionRow['offers'] =>
  session.offers.filter(offer => offerStatus(offer, now) === 'pending');

/** Offers what was not offered before, in place of what was: somebody may have read that. The session is locked. */
export async function makeOffer(tx: Tx, session: Pick<SessionRow, 'id' | 'eventId' | 'offers'>, made: Made, now: Date) {
  const { speakerId, role, position, binding, fromUserId, toUserId } = made;
  const isSame = (offer: Offer) =>
    offer.speakerId === speakerId &&
    offer.role === role &&
    offer.position === position &&
    offer.binding === binding &&
    offer.fromUserId === fromUserId &&
    offer.toUserId === toUserId;
  const same = pendingOffers(session, now).find(isSame);
  if (same) return same;
  await withdrawOffers(tx, { sessionId: session.id, speakerId }, now);
  const offer = await createOffer(tx, session, made, now);
  await publishOffers(tx, [toOfferView(offer, now)]);
  return offer;
}

export function newOffer(
  { id: sessionId, eventId }: Pick<SessionRow, 'id' | 'eventId'>,
  made: Made,
  now: Date,
  status: 'pending' | 'accepted' = 'pending',
): Offer {
  const expiresAt = new Date(now.getTime() + offerLifetimeMs);
  return { id: newId(), sessionId, eventId, ...made, status, createdAt: now, expiresAt };
}

export const createOffer = (tx: Tx, ...asked: Parameters<typeof newOffer>): Promise<Offer> =>
  tx.offer.create({ data: newOffer(...asked) });

export const insertOffers = (offers: readonly Offer[]): Statement => statement`
  INSERT INTO offers (id, session_id, event_id, speaker_id, role, position, binding, from_user_id, to_user_id, status,
    created_at, expires_at)
  SELECT id, "sessionId", "eventId", "speakerId", role, position, binding, "fromUserId", "toUserId", status, "createdAt",
    "expiresAt"
  FROM jsonb_to_recordset(${JSON.stringify(offers)}::jsonb) AS made (id uuid, "sessionId" uuid, "eventId" uuid,
    "speakerId" uuid, role "SpeakerRole", position int, binding boolean, "fromUserId" uuid, "toUserId" uuid, status "OfferStatus",
    "createdAt" timestamptz, "expiresAt" timestamptz)`;

/** Those of them that are offered, and so news to somebody. */
export const offersMade = (offers: readonly Offer[], now: Date): Statement[] => {
  const made = offers.filter(({ status }) => status === 'pending').map(offer => toOfferView(offer, now));
  return made.length > 0 ? [offerMessage(made)] : [];
};

/** @returns how many were pending */
export async function withdrawOffers(tx: Tx, which: Prisma.OfferWhereInput, now: Date): Promise<number> {
  const withdrawn = await tx.offer.updateManyAndReturn({
    where: { ...which, status: 'pending' },
    data: { status: 'withdrawn' },
  });
  await publishOffers(
    tx,
    withdrawn.map(offer => toOfferView(offer, now)),
  );
  return withdrawn.length;
}

/** @throws DomainError 409 */
export function requirePending(offer: Offer, now: Date): void {
  const status = offerStatus(offer, now);
  if (status !== 'pending') throw problem('offer.not-pending', `The offer is ${status}.`, { offerStatus: status });
}

export async function closeOffer(
  tx: Tx,
  id: string,
  status: 'accepted' | 'declined' | 'withdrawn',
  now: Date,
): Promise<Offer> {
  const offer = await tx.offer.update({ where: { id }, data: { status } });
  await publishOffers(tx, [toOfferView(offer, now)]);
  return offer;
}

/** @throws DomainError 404 for an offer that is not there or is somebody else's */
export async function findReceivedOffer(tx: Tx, id: string, userId: string): Promise<Offer> {
  const offer = await tx.offer.findFirst({ where: { id, toUserId: userId } });
  if (!offer) throw notFound('offer');
  return offer;
}

/** What was offered to an erased account goes; what it has offered is withdrawn. */
export async function forgetOffers(tx: Tx, userId: string, now: Date): Promise<void> {
  await withdrawOffers(tx, { fromUserId: userId }, now);
  await tx.offer.deleteMany({ where: { toUserId: userId } });
}

/** Offers are kept for as long again as they could be accepted. */
export const offerCleanupJob = (database: SessionDatabase, logger: Logger): Component =>
  every({
    name: 'offer-cleanup',
    intervalMs: 60 * 60_000,
    logger,
    async run() {
      await database.client.offer.deleteMany({ where: { expiresAt: { lt: new Date(Date.now() - offerLifetimeMs) } } });
    },
  });

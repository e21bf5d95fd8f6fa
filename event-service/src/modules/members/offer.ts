import { newId } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { offerLifetimeMs, offerStatus } from '@ems/contracts';
import type { Offer, Prisma } from '../../generated/prisma/client';
import { publishOffers } from '../../messaging/published';
import type { EventDatabase, Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { lockEventForUpdate, teamRole } from '../events';

type Made = Pick<Offer, 'kind' | 'role' | 'fromUserId' | 'toUserId'>;

const isPending = (now: Date) => ({ status: 'pending', expiresAt: { gt: now } }) as const;

/** How many others than the person have been offered a role in the event, as accounts or by mail. */
export async function countOfferedRoles(tx: Tx, eventId: string, now: Date, userId?: string): Promise<number> {
  const others = userId === undefined ? {} : { toUserId: { not: userId } };
  const offered = await tx.offer.count({ where: { eventId, kind: 'member', ...others, ...isPending(now) } });
  return offered + (await tx.memberInvitation.count({ where: { eventId, ...isPending(now) } }));
}

/** Offers what was not offered before, in place of what was: somebody may have read that. The event is locked. */
export async function makeOffer(tx: Tx, eventId: string, made: Made, now: Date): Promise<Offer> {
  const { kind, role, fromUserId, toUserId } = made;
  const same = await tx.offer.findFirst({ where: { eventId, kind, role, fromUserId, toUserId, ...isPending(now) } });
  if (same) return same;
  await withdrawOffers(tx, { eventId, kind, toUserId });
  return createOffer(tx, eventId, made, now, 'pending');
}

/** Writes that somebody has agreed to what they were offered otherwise. */
export const recordAgreement = (tx: Tx, eventId: string, made: Made, now: Date): Promise<Offer> =>
  createOffer(tx, eventId, made, now, 'accepted');

async function createOffer(
  tx: Tx,
  eventId: string,
  made: Made,
  now: Date,
  status: 'pending' | 'accepted',
): Promise<Offer> {
  const expiresAt = new Date(now.getTime() + offerLifetimeMs);
  const offer = await tx.offer.create({ data: { id: newId(), eventId, ...made, status, createdAt: now, expiresAt } });
  await publishOffers(tx, [offer]);
  return offer;
}

export async function withdrawOffers(tx: Tx, which: Prisma.OfferWhereInput): Promise<void> {
  const withdrawn = await tx.offer.updateManyAndReturn({
    where: { ...which, status: 'pending' },
    data: { status: 'withdrawn', version: { increment: 1 } },
  });
  await publishOffers(tx, withdrawn);
}

/** @throws DomainError 409 */
export function requirePending(offer: Offer, now: Date): void {
  const status = offerStatus(offer, now);
  if (status !== 'pending') throw problem('offer.not-pending', `The offer is ${status}.`, { offerStatus: status });
}

export async function closeOffer(tx: Tx, id: string, status: 'accepted' | 'declined' | 'withdrawn'): Promise<Offer> {
  const offer = await tx.offer.update({ where: { id }, data: { status, version: { increment: 1 } } });
  await publishOffers(tx, [offer]);
  return offer;
}

/** @throws DomainError 404 for an offer that is not there or is somebody else's */
export async function findReceivedOffer(tx: Tx, id: string, userId: string): Promise<Offer> {
  const offer = await tx.offer.findFirst({ where: { id, toUserId: userId } });
  if (!offer) throw notFound('offer');
  return offer;
}

/**
 * Takes an offer back: who made it, or the owner of the event.
 * @throws DomainError 404 for an offer that is not there or is none of the caller's; 409 for one that is answered or expired
 */
export async function withdrawOffer(tx: Tx, id: string, { caller, now }: Change): Promise<void> {
  const found = await tx.offer.findUnique({ where: { id } });
  if (!found) throw notFound('offer');
  const event = await lockEventForUpdate(tx, found.eventId);
  const offer = await tx.offer.findUnique({ where: { id } });
  const role = teamRole(event, caller);
  const isTheirs = role === 'owner' || role === 'admin' || offer?.fromUserId === caller.userId;
  if (!offer || !isTheirs) throw notFound('offer');
  if (offer.status === 'withdrawn') return;
  requirePending(offer, now);
  await closeOffer(tx, id, 'withdrawn');
}

/** Offers are kept for as long again as they could be accepted. */
export const offerCleanupJob = (database: EventDatabase, logger: Logger): Component =>
  every({
    name: 'offer-cleanup',
    intervalMs: 60 * 60_000,
    logger,
    async run() {
      await database.client.offer.deleteMany({ where: { expiresAt: { lt: new Date(Date.now() - offerLifetimeMs) } } });
    },
  });

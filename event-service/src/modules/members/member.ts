import { findSubject, type RequireVerifiedEmail } from '@ems/chassis/auth';
import { ageOf } from '@ems/chassis/database';
import { notFound, unavailable } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { EventMember, Offer } from '../../generated/prisma/client';
import { eventUpdated, publishEvent, publishMembers } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import {
  type EventRow,
  lockEventForUpdate,
  requireOwner,
  requireVisibleEvent,
  saveEvent,
  toEventView,
} from '../events';
import { endInvitations } from './end-invitations';
import { closeOffer, countOfferedRoles, findReceivedOffer, makeOffer, requirePending, withdrawOffers } from './offer';
import { type MemberRole, toMemberView } from './schemas';

/** How long the first message of a new account may take. */
const messageDelayMs = 60_000;

/** More would make every message of the event too long. */
const maxMembers = 200;

const findMember = (tx: Tx, eventId: string, userId: string): Promise<EventMember | null> =>
  tx.eventMember.findUnique({ where: { eventId_userId: { eventId, userId } } });

/**
 * Gives a member another role; who is none yet is offered it.
 * @throws DomainError 404 or 403 for who is not its owner; 403 for who offers without a verified address, where that is asked for;
 * 409 for the owner as the member, a disabled account, or too many
 */
export async function setMember(
  tx: Tx,
  ref: string,
  { caller, now, requireIfMatch }: Change,
  { userId, role }: { userId: string; role: MemberRole },
  requireVerifiedEmail: RequireVerifiedEmail,
): Promise<{ member: EventMember } | { offer: Offer }> {
  const event = await lockEventForUpdate(tx, ref);
  requireOwner(event, caller);
  const before = await findMember(tx, event.id, userId);
  requireIfMatch(before ? toMemberView(before) : { version: 0 });
  if (userId === event.ownerId) throw problem('member.is-owner', 'The owner has every right already.', { userId });
  if (before) return { member: before.role === role ? before : await saveMember(tx, event, userId, role) };
  await requireVerifiedEmail(tx, caller);
  await requireRoomForMembers(tx, event, now, userId);
  await requireAccount(tx, userId);
  return {
    offer: await makeOffer(tx, event.id, { kind: 'member', role, fromUserId: caller.userId, toUserId: userId }, now),
  };
}

/** What is offered counts, so that everybody who accepts finds a place. */
export async function requireRoomForMembers(tx: Tx, event: EventRow, now: Date, userId?: string): Promise<void> {
  const offered = await countOfferedRoles(tx, event.id, now, userId);
  if (event.members.length + offered < maxMembers) return;
  throw problem('event.too-many-members', `An event has at most ${maxMembers} members.`, { limit: maxMembers });
}

/** Makes somebody who has agreed a member, or gives a member another role. */
export async function saveMember(tx: Tx, event: EventRow, userId: string, role: MemberRole): Promise<EventMember> {
  const key = { eventId: event.id, userId };
  // No upsert: to an INSERT a member would have to have agreed anew, whose offer may be forgotten by now.
  const member = (await findMember(tx, event.id, userId))
    ? await tx.eventMember.update({
        where: { eventId_userId: key },
        data: { role, version: { increment: 1 }, updatedAt: new Date() },
      })
    : await tx.eventMember.create({ data: { ...key, role } });
  await publishMembers(tx, await saveEvent(tx, event.id, {}), { userId, role });
  return member;
}

/**
 * Members may remove themselves, the owner anybody.
 * @throws DomainError 404 or 403 for who may not; 404 for who is no member
 */
export async function removeMember(
  tx: Tx,
  ref: string,
  { caller, requireIfMatch }: Change,
  userId: string,
): Promise<void> {
  const event = await lockEventForUpdate(tx, ref);
  requireVisibleEvent(event, caller);
  if (userId !== caller.userId) requireOwner(event, caller);
  const member = await findMember(tx, event.id, userId);
  if (!member) throw notFound('member');
  requireIfMatch(toMemberView(member));
  await deleteMember(tx, event.id, userId);
}

async function deleteMember(tx: Tx, eventId: string, userId: string): Promise<void> {
  await tx.eventMember.delete({ where: { eventId_userId: { eventId, userId } } });
  await publishMembers(tx, await saveEvent(tx, eventId, {}), { userId, role: null });
}

/**
 * Offers somebody the ownership of an event. An admin who takes it over agrees by doing so.
 * @throws DomainError 404 or 403 for who is not its owner; 404 or 409 for an account that cannot own anything
 */
export async function transferOwnership(
  tx: Tx,
  ref: string,
  change: Change,
  userId: string,
  requireVerifiedEmail: RequireVerifiedEmail,
): Promise<{ event: EventRow } | { offer: Offer }> {
  const { caller, now } = change;
  const event = await lockEventForUpdate(tx, ref);
  requireOwner(event, caller);
  change.requireIfMatch(toEventView(event, change));
  if (userId === event.ownerId) return { event };
  if (userId !== caller.userId) await requireVerifiedEmail(tx, caller);
  await requireAccount(tx, userId);
  const made = { kind: 'owner', role: null, fromUserId: caller.userId, toUserId: userId } as const;
  const offer = await makeOffer(tx, event.id, made, now);
  if (userId !== caller.userId) return { offer };
  await closeOffer(tx, offer.id, 'accepted');
  return { event: await makeOwner(tx, event, userId) };
}

/** Makes somebody who has agreed the owner of an event; the former owner stays as an organizer, and what was offered is withdrawn. */
async function makeOwner(tx: Tx, event: EventRow, userId: string): Promise<EventRow> {
  await withdrawOffers(tx, { eventId: event.id });
  await tx.eventMember.deleteMany({ where: { eventId: event.id, userId } });
  await tx.eventMember.create({ data: { eventId: event.id, userId: event.ownerId, role: 'organizer' } });
  const changed = await saveEvent(tx, event.id, { ownerId: userId });
  await publishEvent(tx, eventUpdated, changed);
  return changed;
}

/**
 * The receiver agrees to an offer or does not. To answer in the same way again changes nothing.
 * @throws DomainError 404 for an offer that is not there or not to the caller; 409 for one that is answered otherwise, withdrawn or expired
 */
export async function answerOffer(
  tx: Tx,
  id: string,
  { caller, now }: Change,
  answer: 'accepted' | 'declined',
): Promise<Offer> {
  const { eventId } = await findReceivedOffer(tx, id, caller.userId);
  const event = await lockEventForUpdate(tx, eventId);
  const offer = await findReceivedOffer(tx, id, caller.userId);
  if (offer.status === answer) return offer;
  requirePending(offer, now);
  const closed = await closeOffer(tx, id, answer);
  if (answer === 'declined') return closed;
  if (offer.role === null) await makeOwner(tx, event, offer.toUserId);
  else if (offer.toUserId !== event.ownerId) await saveMember(tx, event, offer.toUserId, offer.role);
  return closed;
}

/**
 * Removes somebody from all events, with a message of each, and from all offers and invitations.
 * @param emailDigest of the address that the account had
 */
export async function removeMemberships(tx: Tx, userId: string, emailDigest: string | undefined): Promise<void> {
  await withdrawOffers(tx, { fromUserId: userId });
  await tx.offer.deleteMany({ where: { toUserId: userId } });
  await endInvitations(tx, { invitedBy: userId }, 'withdrawn');
  if (emailDigest !== undefined) await endInvitations(tx, { emailDigest }, 'withdrawn');
  const memberships = await tx.eventMember.findMany({ where: { userId }, orderBy: { eventId: 'asc' } });
  for (const { eventId } of memberships) {
    await lockEventForUpdate(tx, eventId);
    if (await findMember(tx, eventId, userId)) await deleteMember(tx, eventId, userId);
  }
}

/**
 * Makes sure that somebody can be given a role.
 * @throws DomainError 404 for an unknown account, 409 for a disabled one, 503 while a new one may still become known
 */
async function requireAccount(tx: Tx, userId: string): Promise<void> {
  const account = await findSubject(tx, userId);
  if (account?.status === 'active') return;
  if (account) throw problem('user.disabled', 'The account is disabled.', { userId });
  const age = ageOf(userId);
  if (age !== undefined && age < messageDelayMs) throw unavailable('The account is not known here yet.', 1);
  throw notFound('user');
}

import { conflict, notFound } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { eventMemberChanged, eventUpdated } from '@ems/contracts';
import type { EventMember } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { requireAccount } from '../accounts';
import { type EventRow, membersOf, saveEvent, toEventState } from '../events';
import type { MemberRole } from './schemas';

/** More would make every message of the event too long. */
const maxMembers = 200;

export const findMember = (tx: Tx, eventId: string, userId: string): Promise<EventMember | null> =>
  tx.eventMember.findUnique({ where: { eventId_userId: { eventId, userId } } });

/**
 * Gives somebody a role in a locked event, in the place of the one that they had.
 * @throws DomainError 409 for its owner, and for one too many
 */
export async function setMember(
  tx: Tx,
  event: EventRow,
  before: EventMember | null,
  { userId, role }: { userId: string; role: MemberRole },
): Promise<EventMember> {
  if (userId === event.ownerId) throw conflict('member.is-owner', 'The owner has every right already.', { userId });
  if (before?.role === role) return before;
  if (!before) {
    if (event.members.length >= maxMembers) {
      throw conflict('event.too-many-members', `An event has at most ${maxMembers} members.`, { limit: maxMembers });
    }
    await requireAccount(tx, userId);
  }
  const member = await tx.eventMember.upsert({
    where: { eventId_userId: { eventId: event.id, userId } },
    create: { eventId: event.id, userId, role },
    update: { role, version: { increment: 1 }, updatedAt: new Date() },
  });
  await tell(tx, event.id, userId, role);
  return member;
}

/** @throws DomainError 404 for who is no member of the locked event */
export async function removeMember(tx: Tx, event: EventRow, userId: string): Promise<void> {
  const { count } = await tx.eventMember.deleteMany({ where: { eventId: event.id, userId } });
  if (count === 0) throw notFound('member');
  await tell(tx, event.id, userId, null);
}

async function tell(tx: Tx, eventId: string, userId: string, role: MemberRole | null): Promise<void> {
  const changed = await saveEvent(tx, eventId, {});
  const members = membersOf(changed);
  await record(tx, eventMemberChanged, eventId, changed.version, { eventId, userId, role, members });
}

/**
 * Makes somebody else the owner of a locked event; who was it stays as an organizer.
 * @throws DomainError 404 or 409 for an account that cannot own anything
 */
export async function handOver(tx: Tx, event: EventRow, userId: string): Promise<EventRow> {
  if (userId === event.ownerId) return event;
  await requireAccount(tx, userId);
  await tx.eventMember.deleteMany({ where: { eventId: event.id, userId } });
  await tx.eventMember.create({ data: { eventId: event.id, userId: event.ownerId, role: 'organizer' } });
  const changed = await saveEvent(tx, event.id, { ownerId: userId });
  await record(tx, eventUpdated, changed.id, changed.version, toEventState(changed));
  return changed;
}

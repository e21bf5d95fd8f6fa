import type { Caller } from '@ems/chassis/auth';
import { allInOrder, type SqlTransaction } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { Prisma, Slot } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { canBeScheduled, scheduledStatuses } from '../../shared/fields';
import {
  canSeeEvent,
  canSeeWork,
  type EventReplica,
  hasRelease,
  heldFrom,
  lockEventForUpdate,
  requireOrganizer,
  seesRelease,
  seesSchedule,
  teamRole,
} from '../events';
import { type ShownSlot, toSlotView } from './schemas';

/** As the caller sees it: once there is a release, the public sees what is released and still takes place. @throws DomainError 404 */
export async function findSlotFor(db: Db, id: string, caller: Caller | null) {
  const released = await db.releasedSlot.findUnique({
    where: { id },
    include: { session: { include: { event: true, work: { select: { status: true, announcedStatus: true } } } } },
  });
  if (!released || canSeeWork(teamRole(released.session.event, caller))) return findSlot(db, id, caller);
  const { event, work } = released.session;
  if (event.deleted || !canSeeEvent(event, caller) || !canBeScheduled(work.announcedStatus ?? work.status))
    throw notFound('slot');
  return { slot: released, event };
}

/** What one asks for of either. */
interface SlotsAsked {
  where: Prisma.SlotWhereInput & Prisma.ReleasedSlotWhereInput;
  take: number;
  orderBy?: (Prisma.SlotOrderByWithRelationInput & Prisma.ReleasedSlotOrderByWithRelationInput)[];
}

/** The slots that a caller sees of an event that they may know of. */
export function slotsShown(db: Db, event: EventReplica, caller: Caller | null) {
  if (seesRelease(event, caller)) {
    const stillThere = { session: { work: { status: { in: [...scheduledStatuses] }, announcedStatus: null } } };
    const shown = <Asked extends SlotsAsked>(asked: Asked) => ({ ...asked, where: { AND: [asked.where, stillThere] } });
    return {
      find: (asked: SlotsAsked): PromiseLike<ShownSlot[]> => db.releasedSlot.findMany(shown(asked)),
      count: (asked: SlotsAsked): PromiseLike<number> => db.releasedSlot.count(shown(asked)),
    };
  }
  if (!seesSchedule(event, caller)) return { find: () => Promise.resolve([]), count: () => Promise.resolve(0) };
  const known = canSeeWork(teamRole(event, caller))
    ? knownSlots(event, caller)
    : { sessionStatus: 'confirmed' as const };
  const shown = <Asked extends SlotsAsked>(asked: Asked) => ({ ...asked, where: { AND: [asked.where, known] } });
  return {
    find: (asked: SlotsAsked): PromiseLike<ShownSlot[]> => db.slot.findMany(shown(asked)),
    count: (asked: SlotsAsked): PromiseLike<number> => db.slot.count(shown(asked)),
  };
}

/** All, but what is held from a reviewer of sessions of their own. */
function knownSlots(event: EventReplica, caller: Caller | null): Prisma.SlotWhereInput {
  const session = heldFrom(event, caller);
  return session ? { NOT: { session } } : {};
}

/** A slot is public with its confirmed session, until there is a release to show instead. @throws DomainError 404 */
function requireVisibleSlot(slot: Pick<Slot, 'sessionStatus'>, event: EventReplica, caller: Caller | null): void {
  const isPublic =
    slot.sessionStatus === 'confirmed' &&
    canSeeEvent(event, caller) &&
    !hasRelease(event) &&
    seesSchedule(event, caller);
  if (event.deleted || !(isPublic || canSeeWork(teamRole(event, caller)))) throw notFound('slot');
}

/** As it is. @throws DomainError 404, also where the caller may not know of the slot */
export async function findSlot(db: Db | Tx, id: string, caller: Caller | null) {
  const found = await db.slot.findUnique({ where: { id }, include: { session: { include: { event: true } } } });
  if (!found) throw notFound('slot');
  const { session, ...slot } = found;
  const { event } = session;
  requireVisibleSlot(slot, event, caller);
  if (session.announcedStatus !== null && (await db.slot.count({ where: { id, ...knownSlots(event, caller) } })) === 0)
    throw notFound('slot');
  return { slot, event };
}

/**
 * Locks the event's schedule and the session, through which all who write its slots go, for a change by the team; in one round
 * trip, in which the slot is read once both are locked.
 * @throws DomainError 404, 403 or 412
 */
export async function lockSlotForUpdate(sql: SqlTransaction, id: string, { caller, requireIfMatch }: Change) {
  const [event, , [slot]] = await allInOrder([
    lockEventForUpdate(sql, { slotId: id }),
    sql.$queryRaw`
      SELECT 1 FROM sessions WHERE id = (SELECT session_id FROM slots WHERE id = ${id}::uuid) FOR NO KEY UPDATE`,
    sql.$queryRaw<Slot[]>`
      SELECT id::text, number, event_id::text AS "eventId", session_id::text AS "sessionId", ordinal,
        session_status::text AS "sessionStatus", room_id::text AS "roomId", parallel, starts_at AS "startsAt",
        ends_at AS "endsAt", blocks_speakers AS "blocksSpeakers", version, created_at AS "createdAt", updated_at AS "updatedAt"
      FROM slots WHERE id = ${id}::uuid`,
  ]);
  if (!slot) throw notFound('slot');
  requireVisibleSlot(slot, event, caller);
  requireOrganizer(event, caller, 'slot');
  requireIfMatch(toSlotView(slot, event, caller));
  return { slot, event };
}

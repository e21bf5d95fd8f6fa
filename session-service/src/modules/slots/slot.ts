import type { Sql, SqlTransaction } from '@ems/chassis/database';
import type { Change } from '@ems/chassis/http';
import type { Slot } from '../../generated/prisma/client';
import { publishSlot, slotDeleted } from '../../messaging/published';
import type { Db, Tx } from '../../shared/database';
import { lockSlotForUpdate } from './repository';

export async function deleteSlot(sql: SqlTransaction, id: string, change: Change): Promise<void> {
  const { slot } = await lockSlotForUpdate(sql, id, change);
  await deleteSlots(sql, [slot]);
}

/** Deletes slots whose session or event is locked by this transaction. */
export async function deleteSlots(sql: Sql, slots: readonly Slot[]): Promise<void> {
  if (slots.length === 0) return;
  const deleted = await sql.$queryRaw<{ id: string; version: number }[]>`
    DELETE FROM slots WHERE id = ANY (${slots.map(slot => slot.id)}::uuid[]) RETURNING id::text, version`;
  const byId = new Map(slots.map(slot => [slot.id, slot]));
  for (const { id, version } of deleted) {
    const slot = byId.get(id);
    if (slot) await publishSlot(sql, slotDeleted, { ...slot, version: version + 1 });
  }
}

/** Slots, of sessions in any status, that do not lie within a time. */
export const findSlotsOutside = (db: Db | Tx, eventId: string, startsAt: Date, endsAt: Date) =>
  db.slot.findMany({
    where: { eventId, OR: [{ startsAt: { lt: startsAt } }, { endsAt: { gt: endsAt } }] },
    include: { session: { select: { title: true } } },
    orderBy: [{ startsAt: 'asc' }, { number: 'asc' }],
  });

/**
 * Deletes what lies outside of an event's new dates. event-service refuses such dates, unless its team forces them or a slot
 * was booked at that very moment; either way nothing stays where no event is.
 */
export async function deleteSlotsOutside(tx: Tx, eventId: string, startsAt: Date, endsAt: Date): Promise<void> {
  await deleteSlots(tx, await findSlotsOutside(tx, eventId, startsAt, endsAt));
}

/** The slots of a cancelled event stay visible, but their speakers may be elsewhere. */
export async function releaseSpeakers(tx: Tx, eventId: string): Promise<void> {
  await tx.slot.updateMany({ where: { eventId, blocksSpeakers: true }, data: { blocksSpeakers: false } });
}

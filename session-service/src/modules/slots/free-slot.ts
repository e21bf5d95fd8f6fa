import { record } from '@ems/chassis/messaging';
import { slotFreed } from '@ems/contracts';
import type { Slot } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { type Change, lockSlot } from './find-slot';
import { toSlotState } from './schemas';

export async function freeSlot(tx: Tx, change: Change): Promise<void> {
  const { slot } = await lockSlot(tx, change);
  await freeSlots(tx, [slot]);
}

/** Frees slots whose session or event is held by this transaction. */
export async function freeSlots(tx: Tx, slots: readonly Slot[]): Promise<void> {
  if (slots.length === 0) return;
  const gone = await tx.$queryRaw<{ id: string; version: number }[]>`
    DELETE FROM slots WHERE id = ANY (${slots.map(slot => slot.id)}::uuid[]) RETURNING id::text, version`;
  const byId = new Map(slots.map(slot => [slot.id, slot]));
  for (const { id, version } of gone) {
    const slot = byId.get(id);
    if (slot) await record(tx, slotFreed, id, version + 1, toSlotState(slot));
  }
}

import type { Change } from '@ems/chassis/http';
import { publishSlot, slotMoved } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { refuseBlocked } from '../conflicts';
import { lockBookingForUpdate, type Placement, requireBookable } from './placement';
import { lockSlotForUpdate } from './repository';
import { type SlotPatch, toSlotView } from './schemas';

/** Where a slot is after the patch. */
export const movedPlacement = (slot: Placement, patch: SlotPatch): Placement => ({
  roomId: patch.roomId ?? slot.roomId,
  startsAt: patch.startsAt ?? slot.startsAt,
  endsAt: patch.endsAt ?? slot.endsAt,
});

/** Moves a slot in room or time; its id and number stay. The database decides, as for a new one. */
export async function moveSlot(tx: Tx, id: string, change: Change, patch: SlotPatch) {
  const { slot, event } = await lockSlotForUpdate(tx, id, change);
  const placement = movedPlacement(slot, patch);
  const booking = await lockBookingForUpdate(tx, slot.sessionId, placement.roomId);
  const parallel = requireBookable(event, booking, placement);
  const data = { ...placement, parallel, version: { increment: 1 }, updatedAt: change.now };
  const moved = await tx.slot.update({ where: { id }, data });
  await refuseBlocked(tx, event.id, [id]);
  await publishSlot(tx, slotMoved, moved);
  return toSlotView(moved, event, change.caller);
}

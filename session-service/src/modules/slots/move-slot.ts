import { allInOrder, type SqlTransaction, statement } from '@ems/chassis/database';
import type { Change } from '@ems/chassis/http';
import type { Slot } from '../../generated/prisma/client';
import { slotMessage, slotMoved } from '../../messaging/published';
import { findSettings } from '../conflicts';
import { finishBooking } from './finish-booking';
import { lockRoomOfMove, type Placement, requireBookable } from './placement';
import { lockSlotForUpdate } from './repository';
import { type SlotPatch, toSlotView } from './schemas';

/** Where a slot is after the patch. */
export const movedPlacement = (slot: Placement, patch: SlotPatch): Placement => ({
  roomId: patch.roomId ?? slot.roomId,
  startsAt: patch.startsAt ?? slot.startsAt,
  endsAt: patch.endsAt ?? slot.endsAt,
});

/** Moves a slot in room or time; its id and number stay. The database decides, as for a new one. */
export async function moveSlot(sql: SqlTransaction, id: string, change: Change, patch: SlotPatch) {
  const [{ slot, event }, room, settings] = await allInOrder([
    lockSlotForUpdate(sql, id, change),
    lockRoomOfMove(sql, id, patch.roomId),
    findSettings(sql, { slotId: id }),
  ]);
  const placement = movedPlacement(slot, patch);
  const parallel = requireBookable(event, room, placement);
  const { roomId, startsAt, endsAt } = placement;
  const moved: Slot = { ...slot, ...placement, parallel, version: slot.version + 1, updatedAt: change.now };
  const update = statement`
    UPDATE slots SET room_id = ${roomId}::uuid, parallel = ${parallel}, starts_at = ${startsAt}, ends_at = ${endsAt},
      version = ${moved.version}, updated_at = ${change.now}
    WHERE id = ${id}::uuid`;
  await finishBooking(sql, settings, id, update, slotMessage(slotMoved, moved));
  return toSlotView(moved, event, change.caller);
}

import { record } from '@ems/chassis/messaging';
import { slotMoved } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { refuseBlocked } from '../conflicts';
import { type Change, lockSlot } from './find-slot';
import { lockPlace, requireBookable } from './place';
import { type slotPatch, toSlotState, toSlotView } from './schemas';

/** Moves a slot in room or time; its id and number stay. The database decides, as for a new one. */
export async function moveSlot(tx: Tx, change: Change, patch: z.infer<typeof slotPatch>) {
  const { slot, event } = await lockSlot(tx, change);
  const place = {
    roomId: patch.roomId ?? slot.roomId,
    startsAt: patch.startsAt ?? slot.startsAt,
    endsAt: patch.endsAt ?? slot.endsAt,
  };
  const parallel = requireBookable(event, await lockPlace(tx, slot.sessionId, place.roomId), place);
  const data = { ...place, parallel, version: { increment: 1 }, updatedAt: new Date() };
  const moved = await tx.slot.update({ where: { id: slot.id }, data });
  await refuseBlocked(tx, event.id, [moved.id]);
  await record(tx, slotMoved, moved.id, moved.version, toSlotState(moved));
  return toSlotView(moved, event, change.caller);
}

import { invalidField } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { publishSlot, slotMoved } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { findSettings, refuseBlocked } from '../conflicts';
import { lockEventForUpdate, requireOrganizer } from '../events';
import { lockBookingForUpdate, requireBookable } from './placement';
import { findSlot } from './repository';
import { type Swap, toSlotView } from './schemas';

/**
 * Swaps two slots of one event, each taking room, start and end of the other. Whether that is free the database decides
 * once both have moved.
 */
export async function swapSlots(tx: Tx, { caller, now }: Change, { a, b }: Swap) {
  const [one, other] = [await findSlot(tx, a, caller), await findSlot(tx, b, caller)];
  if (one.event.id !== other.event.id)
    throw invalidField('#/b', 'of-another-event', 'The slots are of different events.');
  const event = await lockEventForUpdate(tx, { slotId: a });
  requireOrganizer(event, caller, 'slot');
  await lockSessionsForUpdate(tx, [one.slot.sessionId, other.slot.sessionId]);
  const [first, second] = [(await findSlot(tx, a, caller)).slot, (await findSlot(tx, b, caller)).slot];
  await tx.$executeRaw`SET CONSTRAINTS slots_room_no_overlap, slots_session_no_overlap, slot_speakers_no_overlap DEFERRED`;
  const moved = [];
  for (const [slot, { roomId, startsAt, endsAt }] of [[first, second] as const, [second, first] as const]) {
    const placement = { roomId, startsAt, endsAt };
    const parallel = requireBookable(event, await lockBookingForUpdate(tx, slot.sessionId, roomId), placement);
    const data = { ...placement, parallel, version: { increment: 1 }, updatedAt: now };
    moved.push(await tx.slot.update({ where: { id: slot.id }, data }));
  }
  await tx.$executeRaw`SET CONSTRAINTS slots_room_no_overlap, slots_session_no_overlap, slot_speakers_no_overlap IMMEDIATE`;
  await refuseBlocked(tx, await findSettings(tx, { id: event.id }), [a, b]);
  for (const slot of moved) await publishSlot(tx, slotMoved, slot);
  const [movedA, movedB] = moved.map(slot => toSlotView(slot, event, caller));
  return { a: movedA, b: movedB };
}

/** In the order of their ids, as everybody who locks several. */
async function lockSessionsForUpdate(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM sessions WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
}

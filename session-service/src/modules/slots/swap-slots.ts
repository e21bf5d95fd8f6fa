import type { Caller } from '@ems/chassis/auth';
import { invalidField } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { slotMoved } from '@ems/contracts';
import type { z } from 'zod';
import type { Slot } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { refuseBlocked } from '../conflicts';
import { lockEventOf, requireOrganizing } from '../events';
import { findSlot } from './find-slot';
import { lockPlace, requireBookable } from './place';
import { type swapBody, toSlotState, toSlotView } from './schemas';

/**
 * Two slots of one event change places, each taking room, start and end of the other. Whether that is free the database
 * decides once both stand where they are to be.
 */
export async function swapSlots(tx: Tx, { a, b }: z.infer<typeof swapBody>, caller: Caller) {
  const [one, other] = [await findSlot(tx, a, caller), await findSlot(tx, b, caller)];
  if (one.event.id !== other.event.id) throw invalidField('#/b', 'other-event', 'The slots are of different events.');
  const event = await lockEventOf(tx, one.slot.sessionId);
  requireOrganizing(event, caller, 'slot');
  await lockSessions(tx, [one.slot.sessionId, other.slot.sessionId]);
  const [first, second] = [(await findSlot(tx, a, caller)).slot, (await findSlot(tx, b, caller)).slot];
  await tx.$executeRaw`SET CONSTRAINTS slots_room_once, slot_speakers_speaker_once DEFERRED`;
  const moved = [];
  for (const [slot, { roomId, startsAt, endsAt }] of [[first, second] as const, [second, first] as const]) {
    const place = { roomId, startsAt, endsAt };
    const parallel = requireBookable(event, await lockPlace(tx, slot.sessionId, roomId), place);
    const data = { ...place, parallel, version: { increment: 1 }, updatedAt: new Date() };
    moved.push(await tx.slot.update({ where: { id: slot.id }, data }));
  }
  await tx.$executeRaw`SET CONSTRAINTS slots_room_once, slot_speakers_speaker_once IMMEDIATE`;
  await refuseBlocked(tx, event.id, [a, b]);
  for (const slot of moved) await record(tx, slotMoved, slot.id, slot.version, toSlotState(slot));
  const [nowA, nowB] = moved.map((slot: Slot) => toSlotView(slot, event, caller));
  return { a: nowA, b: nowB };
}

/** In the order of their ids, as everybody who holds several. */
async function lockSessions(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM sessions WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
}

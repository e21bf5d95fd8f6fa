import type { Caller } from '@ems/chassis/auth';
import { parseInput } from '@ems/chassis/errors';
import { mergePatch } from '@ems/chassis/http';
import { record } from '@ems/chassis/messaging';
import { roomDeleted, roomUpdated } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { lockRoom } from './find-room';
import { roomFields, type roomPatch, toRoomView } from './schemas';

interface Change {
  id: string;
  caller: Caller;
  requireFresh(current: { version: number }): void;
}

/** A room with slots at the same time cannot stop being parallel: `slots_room_once` refuses it. */
export async function changeRoom(tx: Tx, { id, caller, requireFresh }: Change, patch: z.infer<typeof roomPatch>) {
  const { room, event } = await lockRoom(tx, id, caller, requireFresh);
  const { name, capacity, parallel, position } = room;
  const fields = parseInput(roomFields, mergePatch({ name, capacity, parallel, position }, patch));
  const data = { ...fields, version: { increment: 1 }, updatedAt: new Date() };
  const changed = await tx.room.update({ where: { id }, data });
  await record(tx, roomUpdated, id, changed.version, { id, eventId: changed.eventId, name: changed.name });
  return toRoomView(changed, event, caller);
}

/** A used room stays: `slots_room_fkey` refuses it. */
export async function deleteRoom(tx: Tx, { id, caller, requireFresh }: Change): Promise<void> {
  const { room } = await lockRoom(tx, id, caller, requireFresh);
  await tx.room.delete({ where: { id } });
  await record(tx, roomDeleted, id, room.version + 1, { id, eventId: room.eventId });
}

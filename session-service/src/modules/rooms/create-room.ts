import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { record } from '@ems/chassis/messaging';
import { roomCreated } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { requireOrganizing, shareEvent } from '../events';
import { type newRoomBody, toRoomView } from './schemas';

export async function createRoom(tx: Tx, body: z.infer<typeof newRoomBody>, caller: Caller) {
  const event = await shareEvent(tx, body.eventId);
  requireOrganizing(event, caller);
  const room = await tx.room.create({ data: { id: newId(), ...body } });
  await record(tx, roomCreated, room.id, room.version, { id: room.id, eventId: room.eventId, name: room.name });
  return toRoomView(room, event, caller);
}

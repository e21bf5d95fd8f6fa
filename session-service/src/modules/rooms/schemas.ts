import type { Caller } from '@ems/chassis/auth';
import { instantOut, pageQuery, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventCopy, Room } from '../../generated/prisma/client';
import { id, position } from '../../shared/fields';
import { isOrganizing, teamRole } from '../events';

/** What may be changed of a room. */
export const roomFields = z.strictObject({
  name: textLine(100),
  capacity: z.int().min(1).max(1_000_000).nullable(),
  parallel: z.boolean(),
  position,
});

export const newRoomBody = z.strictObject({
  ...roomFields.shape,
  eventId: id,
  capacity: roomFields.shape.capacity.default(null),
  parallel: roomFields.shape.parallel.default(false),
  position: position.default(0),
});

export const roomPatch = roomFields.partial();

export const roomsQuery = z.strictObject({ ...pageQuery, eventId: id });

/** A place of an event. `parallel`: it takes several sessions at a time. */
export const roomView = z
  .object({
    id: z.uuid(),
    eventId: z.uuid(),
    name: z.string(),
    capacity: z.int().nullable(),
    parallel: z.boolean(),
    position: z.int(),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
    allowedActions: z.array(z.enum(['update', 'delete'])).optional(),
  })
  .meta({ id: 'Room' });

export const toRoomView = (room: Room, event: EventCopy, caller: Caller | null): z.infer<typeof roomView> => ({
  ...room,
  createdAt: room.createdAt.toISOString(),
  updatedAt: room.updatedAt.toISOString(),
  ...(caller && { allowedActions: isOrganizing(teamRole(event, caller)) ? ['update', 'delete'] : [] }),
});

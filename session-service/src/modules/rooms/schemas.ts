import type { Caller } from '@ems/chassis/auth';
import { idOrSlug, pageQuery, recorded, textBlock, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventReplica, ReleasedRoom } from '../../generated/prisma/client';
import { position, withoutDefaults } from '../../shared/fields';
import { isoDates } from '../../shared/iso-dates';
import { teamActions } from '../events';

const fields = {
  name: textLine(100).describe('What it is called: once in an event'),
  description: textBlock(2_000).default('').describe('What it is, and how to find it'),
  capacity: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe('How many people it holds; null where that is not known'),
  parallel: z.boolean().default(false).describe('Whether it takes several sessions at a time'),
  position: position.default(0).describe('Where it stands in lists'),
};

export const newRoomBody = z.strictObject({ ...fields, eventId: idOrSlug.describe('Id or slug of the event') });
export type NewRoom = z.infer<typeof newRoomBody>;

/** What may be changed of a room; other members are left out. */
export const roomFields = z.object(withoutDefaults(fields));
export const roomPatch = z.strictObject(roomFields.shape).partial();
export type RoomPatch = z.infer<typeof roomPatch>;

export const roomsQuery = z.strictObject({ ...pageQuery, eventId: idOrSlug.describe('Id or slug of the event') });

/** A room of an event. `parallel`: it takes several sessions at a time. */
export const roomView = z
  .object({
    id: z.uuid().describe('Of the room'),
    eventId: z.uuid().describe('Of its event'),
    name: z.string().describe('What it is called: once in an event'),
    description: z.string().describe('What it is, and how to find it'),
    capacity: z.int().nullable().describe('How many people it holds; null where that is not known'),
    parallel: z.boolean().describe('Whether it takes several sessions at a time'),
    position: z.int().describe('Where it stands in lists'),
    ...recorded,
    allowedActions: z
      .array(z.enum(['update', 'delete']))
      .optional()
      .describe('What the caller may do with it now'),
  })
  .meta({ id: 'Room' });

export const toRoomView = (
  room: ReleasedRoom,
  event: EventReplica,
  caller: Caller | null,
): z.infer<typeof roomView> => ({
  ...isoDates(room),
  ...teamActions(event, caller),
});

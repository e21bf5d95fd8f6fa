import type { Caller } from '@ems/chassis/auth';
import { instantOut, pageQuery, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventCopy, Track } from '../../generated/prisma/client';
import { id, position } from '../../shared/fields';
import { isOrganizing, teamRole } from '../events';

/** What may be changed of a track. */
export const trackFields = z.strictObject({
  name: textLine(100),
  color: z
    .string()
    .regex(/^#[\da-f]{6}$/i, 'Must be a colour like #1f77b4')
    .toLowerCase(),
  position,
});

export const newTrackBody = z.strictObject({
  ...trackFields.shape,
  eventId: id,
  color: trackFields.shape.color.default('#808080'),
  position: position.default(0),
});

export const trackPatch = trackFields.partial();

export const tracksQuery = z.strictObject({ ...pageQuery, eventId: id });

/** A theme of an event's sessions. */
export const trackView = z
  .object({
    id: z.uuid(),
    eventId: z.uuid(),
    name: z.string(),
    color: z.string(),
    position: z.int(),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
    allowedActions: z.array(z.enum(['update', 'delete'])).optional(),
  })
  .meta({ id: 'Track' });

export const toTrackView = (track: Track, event: EventCopy, caller: Caller | null): z.infer<typeof trackView> => ({
  ...track,
  createdAt: track.createdAt.toISOString(),
  updatedAt: track.updatedAt.toISOString(),
  ...(caller && { allowedActions: isOrganizing(teamRole(event, caller)) ? ['update', 'delete'] : [] }),
});

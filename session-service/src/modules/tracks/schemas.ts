import type { Caller } from '@ems/chassis/auth';
import { hexColor, idOrSlug, pageQuery, recorded, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventReplica, ReleasedTrack } from '../../generated/prisma/client';
import { position, withoutDefaults } from '../../shared/fields';
import { isoDates } from '../../shared/iso-dates';
import { teamActions } from '../events';

const fields = {
  name: textLine(100).describe('What it is called: once in an event'),
  color: hexColor.default('#808080').describe('Red, green and blue, such as #1f77b4'),
  position: position.default(0).describe('Where it stands in lists'),
};

export const newTrackBody = z.strictObject({ ...fields, eventId: idOrSlug.describe('Id or slug of the event') });
export type NewTrack = z.infer<typeof newTrackBody>;

/** What may be changed of a track; other members are left out. */
export const trackFields = z.object(withoutDefaults(fields));
export const trackPatch = z.strictObject(trackFields.shape).partial();
export type TrackPatch = z.infer<typeof trackPatch>;

export const tracksQuery = z.strictObject({ ...pageQuery, eventId: idOrSlug.describe('Id or slug of the event') });

/** A theme of an event's sessions. */
export const trackView = z
  .object({
    id: z.uuid().describe('Of the track'),
    eventId: z.uuid().describe('Of its event'),
    name: z.string().describe('What it is called: once in an event'),
    color: z.string().describe('Red, green and blue, such as #1f77b4'),
    position: z.int().describe('Where it stands in lists'),
    ...recorded,
    allowedActions: z
      .array(z.enum(['update', 'delete']))
      .optional()
      .describe('What the caller may do with it now'),
  })
  .meta({ id: 'Track' });

export const toTrackView = (
  track: ReleasedTrack,
  event: EventReplica,
  caller: Caller | null,
): z.infer<typeof trackView> => ({
  ...isoDates(track),
  ...teamActions(event, caller),
});

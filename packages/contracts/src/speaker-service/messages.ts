import { z } from 'zod';
import { defineMessage } from '../define-message';
import { erasureReceipt } from '../erasure-receipt';
import { endsAt, eventId, startsAt } from '../fields';
import { relayHeartbeat } from '../relay-heartbeat';
import { restatementRequested } from '../restatement-requested';
import { timelineStarted } from '../timeline-started';

const consumers = ['session-service', 'event-service'];

const speakerId = z.uuid().describe('Id of the speaker');
const speakerState = z
  .object({
    id: speakerId,
    name: z.string().optional().describe('What the public calls the person; absent where that was not sent yet'),
    userId: z.uuid().nullable().describe('Id of the account that claimed the profile; null for none'),
    createdBy: z.uuid().describe('Id of the account that made the profile'),
  })
  .meta({ id: 'SpeakerState' });

export type SpeakerState = z.infer<typeof speakerState>;

export const speakerCreated = defineMessage('speaker.created.v1', 'A speaker has a profile.', consumers, speakerState);
export const speakerUpdated = defineMessage('speaker.updated.v1', 'A profile has changed.', consumers, speakerState);
export const speakerDeleted = defineMessage(
  'speaker.deleted.v1',
  'A profile was deleted.',
  consumers,
  z.object({ id: speakerId }).meta({ id: 'DeletedSpeaker' }),
);
export const speakerClaimed = defineMessage(
  'speaker.claimed.v1',
  'The person claimed the profile; from now on it is theirs, and no longer its creator’s.',
  ['session-service'],
  speakerState,
);

export const speakerMerged = defineMessage(
  'speaker.merged.v1',
  'A profile was merged into another, which replaces it, on its sessions too.',
  consumers,
  z
    .object({
      id: z.uuid().describe('Id of the profile that was merged'),
      into: z.uuid().describe('Id of the profile that replaces it'),
    })
    .meta({ id: 'MergedSpeaker' }),
);

const availability = z
  .object({
    id: speakerId,
    eventId,
    intervals: z
      .array(z.object({ startsAt, endsAt }))
      .describe('In order and apart, half-open; an empty list says that nothing is known'),
  })
  .meta({ id: 'SpeakerAvailability' });

export type SpeakerAvailability = z.infer<typeof availability>;

export const speakerAvailabilityChanged = defineMessage(
  'speaker.availability-changed.v1',
  'A speaker has said when they can come to an event.',
  ['session-service'],
  availability,
);

const missedSchedules = z
  .object({ eventIds: z.array(z.uuid()).describe('Ids of the events') })
  .meta({ id: 'MissedSchedules' });

export type MissedSchedules = z.infer<typeof missedSchedules>;

export const speakerSchedulesMissed = defineMessage(
  'speaker-service.schedules-missed.v1',
  'Of these events speaker-service does not have the whole schedule: it is to be told again.',
  ['session-service'],
  missedSchedules,
);

export const speakerUserErasureDone = erasureReceipt('speaker-service');

export const speakerRelayHeartbeat = relayHeartbeat('speaker-service');

export const speakerTimelineStarted = timelineStarted('speaker-service', [...consumers, 'user-service']);

export const speakerRestatementRequested = restatementRequested('speaker-service');

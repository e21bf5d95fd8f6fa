import { z } from 'zod';
import { defineMessage } from '../define-message';
import { erasureReceipt } from '../erasure-receipt';
import { endsAt, eventId, startsAt } from '../fields';
import { relayHeartbeat } from '../relay-heartbeat';
import { restatementRequested } from '../restatement-requested';
import { timelineStarted } from '../timeline-started';

const consumers = ['session-service', 'event-service', 'user-service'];

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
  ['session-service', 'user-service'],
  speakerState,
);

export const speakerContactChanged = defineMessage(
  'speaker.contact-changed.v1',
  'The address of a profile is another one.',
  ['user-service'],
  z
    .object({ id: speakerId, email: z.string().nullable().describe('Where the person gets mail; null for none') })
    .meta({ id: 'SpeakerContact' }),
);

export type SpeakerContact = z.infer<typeof speakerContactChanged.data>;

export const speakerContactShared = defineMessage(
  'speaker.contact-shared.v1',
  'A person who has agreed to speak at an event can be reached by its team, or no longer.',
  ['session-service'],
  z
    .object({
      speakerId,
      eventId,
      email: z.string().nullable().describe('Where the person gets mail; null where the team may not know it any more'),
    })
    .meta({ id: 'SharedSpeakerContact' }),
);

export type SharedSpeakerContact = z.infer<typeof speakerContactShared.data>;

export const speakerInvited = defineMessage(
  'speaker.invited.v1',
  'An address was invited to claim a profile. Its token is made from the id by INVITATION_KEY, and travels in the mail alone.',
  ['user-service'],
  z
    .object({
      id: z.uuid().describe('Id of the invitation'),
      speakerId,
      email: z.string().describe('The address'),
      invitedBy: z.uuid().describe('Id of the account that invites'),
      expiresAt: z.iso.datetime().describe('Until when the profile can be claimed by it'),
    })
    .meta({ id: 'InvitedSpeaker' }),
);

export type InvitedSpeaker = z.infer<typeof speakerInvited.data>;

export const speakerInvitationEnded = defineMessage(
  'speaker.invitation-ended.v1',
  'An invitation to claim a profile was used, withdrawn or replaced, or has expired: its address is gone.',
  ['user-service'],
  z.object({ id: z.uuid().describe('Id of the invitation'), speakerId }).meta({ id: 'EndedSpeakerInvitation' }),
);

export const speakerChangeSuggested = defineMessage(
  'speaker.change-suggested.v1',
  'The team of an event suggests changes to a profile to the person whose it is.',
  ['user-service'],
  z
    .object({
      id: z.uuid().describe('Id of the suggestion'),
      speakerId,
      eventId,
      userId: z.uuid().describe('Id of the account that claimed the profile'),
      suggestedBy: z.uuid().describe('Id of the account that suggests'),
    })
    .meta({ id: 'SuggestedSpeakerChange' }),
);

export type SuggestedSpeakerChange = z.infer<typeof speakerChangeSuggested.data>;

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

export const speakerTimelineStarted = timelineStarted('speaker-service', consumers);

export const speakerRestatementRequested = restatementRequested('speaker-service');

import { z } from 'zod';
import { defineMessage } from '../define-message';
import { erasureReceipt } from '../erasure-receipt';
import { endsAt, eventId, startsAt } from '../fields';
import { offer } from '../offers';
import { relayHeartbeat } from '../relay-heartbeat';
import { restatementRequested } from '../restatement-requested';
import { timelineStarted } from '../timeline-started';
import { sessionStatus } from './enums';

const scheduleConsumers = ['event-service'];
const sessionConsumers = ['event-service', 'speaker-service'];
const toUsers = ['user-service'];
const everybody = [...sessionConsumers, ...toUsers];

const session = z.object({
  id: z.uuid().describe('Id of the session'),
  eventId,
  title: z.string().describe('Title of the session'),
  status: z.enum(sessionStatus.options).describe('Status of the session'),
  speakerIds: z.array(z.uuid()).describe('Ids of the speakers, in their order'),
  submitterId: z
    .uuid()
    .nullable()
    .optional()
    .describe('Id of the account that has proposed it; null once it is erased'),
  announcedStatus: z
    .enum(sessionStatus.options)
    .optional()
    .describe('The status as its submitter knows it: a decision that is not announced yet is not in it'),
});
const sessionState = session.meta({ id: 'SessionState' });
const slotState = z
  .object({
    id: z.uuid().describe('Id of the slot'),
    eventId,
    sessionId: z.uuid().describe('Id of the session'),
    roomId: z.uuid().describe('Id of the room'),
    startsAt,
    endsAt,
    sessionStatus: z
      .enum(sessionStatus.options)
      .optional()
      .describe('Status of the session: only what is confirmed is public; absent where that was not sent yet'),
  })
  .meta({ id: 'SlotState' });
const named = (noun: string) =>
  z.object({ id: z.uuid().describe(`Id of the ${noun}`), eventId, name: z.string().describe(`Name of the ${noun}`) });
const roomState = named('room').meta({ id: 'RoomState' });
const trackState = named('track').meta({ id: 'TrackState' });
const deleted = (noun: string) => z.object({ id: z.uuid().describe(`Id of the deleted ${noun}`), eventId });

export type SessionState = z.infer<typeof sessionState>;
export type SlotState = z.infer<typeof slotState>;

const sessionFact = (name: string, fact: string) => defineMessage(`session.${name}.v1`, fact, everybody, sessionState);

export const sessionCreated = sessionFact('created', 'A session is there, as a draft or submitted.');
export const sessionUpdated = sessionFact('updated', 'Fields of a session have changed.');
export const sessionStatusChanged = sessionFact('status-changed', 'A session has another status.');
export const sessionSpeakersChanged = sessionFact(
  'speakers-changed',
  'A session has other speakers, or another order.',
);
export const sessionDeleted = defineMessage(
  'session.deleted.v1',
  'A session was deleted.',
  everybody,
  deleted('session').meta({ id: 'DeletedSession' }),
);

export const sessionDecisionAnnounced = defineMessage(
  'session.decision-announced.v1',
  'What the team has decided on a proposal is said to those who made it.',
  toUsers,
  session
    .pick({ id: true, eventId: true, title: true, speakerIds: true })
    .extend({
      status: z.enum(['accepted', 'waitlisted', 'rejected']).describe('What was decided'),
      message: z.string().nullable().describe('What the team writes to them; null for nothing'),
      submitterId: z.uuid().nullable().describe('Id of the account that has proposed it; null once it is erased'),
    })
    .meta({ id: 'AnnouncedDecision' }),
);

export type AnnouncedDecision = z.infer<typeof sessionDecisionAnnounced.data>;

export const sessionOfferChanged = defineMessage(
  'session.offer-changed.v1',
  'Somebody was offered a part in a session, or such an offer was answered or withdrawn.',
  toUsers,
  offer,
);

const slotFact = (name: string, fact: string) => defineMessage(`slot.${name}.v1`, fact, sessionConsumers, slotState);

export const slotBooked = slotFact('booked', 'A session has a room and a time.');
export const slotMoved = slotFact('moved', 'A slot has another room or another time.');
export const slotDeleted = slotFact('deleted', 'A slot is free again; the data say where it was.');

export const roomCreated = defineMessage('room.created.v1', 'An event has a new room.', sessionConsumers, roomState);
export const roomUpdated = defineMessage('room.updated.v1', 'A room has changed.', sessionConsumers, roomState);
export const roomDeleted = defineMessage(
  'room.deleted.v1',
  'A room was deleted.',
  scheduleConsumers,
  deleted('room').meta({ id: 'DeletedRoom' }),
);

export const trackCreated = defineMessage(
  'track.created.v1',
  'An event has a new track.',
  scheduleConsumers,
  trackState,
);
export const trackUpdated = defineMessage('track.updated.v1', 'A track has changed.', scheduleConsumers, trackState);
export const trackDeleted = defineMessage(
  'track.deleted.v1',
  'A track was deleted.',
  scheduleConsumers,
  deleted('track').meta({ id: 'DeletedTrack' }),
);

const releasedSlot = z.object({
  id: z.uuid().describe('Id of the slot'),
  startsAt,
  endsAt,
  room: z
    .object({ id: z.uuid().describe('Id of the room'), name: z.string().describe('Name of the room') })
    .describe('The room, as it was released'),
});

const releasedSession = session.pick({ id: true, title: true, speakerIds: true }).extend({
  slots: z.array(releasedSlot).optional().describe('When and where it is; absent where that was not sent yet'),
});

const releasedSchedule = named('schedule version')
  .extend({
    sessions: z
      .array(releasedSession)
      .optional()
      .describe('All sessions of the version, as the public sees them from now on'),
  })
  .meta({ id: 'ReleasedSchedule' });

export type ReleasedSlot = z.infer<typeof releasedSlot>;
export type ReleasedSchedule = z.infer<typeof releasedSchedule>;

export const scheduleReleased = defineMessage(
  'schedule.released.v1',
  'What the public sees of an event is now this version of its schedule.',
  everybody,
  releasedSchedule,
);

const version = z.int().describe('How often it has been written, from 1');
const restatedSchedule = z
  .object({
    eventId,
    rooms: z.array(roomState.extend({ version })).describe('All rooms of the event'),
    slots: z.array(slotState.extend({ version })).describe('All slots of the event'),
    release: releasedSchedule.nullable().describe('What the public sees; null before the first release'),
  })
  .meta({ id: 'RestatedSchedule' });

export type RestatedSchedule = z.infer<typeof restatedSchedule>;

export const scheduleRestated = defineMessage(
  'schedule.restated.v1',
  'What the schedule of an event is, said again to who has missed something of it.',
  ['speaker-service'],
  restatedSchedule,
);

const missedSpeakers = z
  .object({ ids: z.array(z.uuid()).describe('Ids of the speakers') })
  .meta({ id: 'MissedSpeakers' });

export type MissedSpeakers = z.infer<typeof missedSpeakers>;

export const sessionSpeakersMissed = defineMessage(
  'session-service.speakers-missed.v1',
  'Of these speakers session-service does not have all that it shows: they are to be told again.',
  ['speaker-service'],
  missedSpeakers,
);

export const sessionUserErasureDone = erasureReceipt('session-service');

export const sessionRelayHeartbeat = relayHeartbeat('session-service');

export const sessionTimelineStarted = timelineStarted('session-service', everybody);

export const sessionRestatementRequested = restatementRequested('session-service');

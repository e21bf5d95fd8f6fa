import { z } from 'zod';
import { defineMessage } from '../define-message';
import { erasureReceipt } from '../erasure-receipt';
import { endsAt, eventId, startsAt, userId } from '../fields';
import { relayHeartbeat } from '../relay-heartbeat';
import { restatementRequested } from '../restatement-requested';
import { timelineStarted } from '../timeline-started';
import { eventStatus, memberRole, registrationStatus } from './enums';

const consumers = ['session-service', 'speaker-service', 'user-service'];

const role = z.enum(memberRole.options);
const member = z.object({ userId, role: role.describe('What the member may do at the event') });

const timezone = z.string().describe('IANA name of the zone of the event');
const times = z.object({ startsAt, endsAt, timezone });

/** All that hangs on the event has moved with it: what the clocks showed before, they show as much later now. */
const eventMove = z.object({
  version: z.int().describe('Version of the event that the move has made'),
  from: times.describe('Dates and zone before the move'),
  to: times.describe('Dates and zone after the move'),
});

export type EventMove = z.infer<typeof eventMove>;

const eventState = z
  .object({
    id: eventId,
    slug: z.string().describe('Readable name of the event in addresses'),
    title: z.string().describe('Title of the event'),
    status: z.enum(eventStatus.options).describe('Status of the event'),
    ownerId: z.uuid().describe('Id of the account that owns the event'),
    startsAt,
    endsAt,
    timezone,
    cfp: z
      .object({
        opensAt: z.iso.datetime().describe('From when on anybody may propose sessions'),
        closesAt: z.iso.datetime().describe('When proposals end'),
      })
      .nullable()
      .describe('The call for papers; null where there is none'),
    members: z.array(member).optional().describe('The team, all but the owner'),
    moves: z
      .array(eventMove)
      .optional()
      .describe('The latest moves in their order: whoever has missed a message finds what they have not applied yet'),
  })
  .meta({ id: 'EventState' });

/** The state of an event that consumers need; every message of an event carries all of it. */
export type EventState = z.infer<typeof eventState>;

const eventFact = (name: string, fact: string) => defineMessage(`event.${name}.v1`, fact, consumers, eventState);

export const eventCreated = eventFact('created', 'An event is there, as a draft.');
export const eventUpdated = eventFact('updated', 'Fields of an event have changed.');
export const eventPublished = eventFact('published', 'An event is public.');
export const eventUnpublished = eventFact('unpublished', 'An event is a draft again, and no longer public.');
export const eventCancelled = eventFact('cancelled', 'An event does not take place.');
export const eventCompleted = eventFact('completed', 'An event is over.');
export const eventDeleted = defineMessage(
  'event.deleted.v1',
  'A draft of an event was deleted.',
  consumers,
  z.object({ id: eventId }).meta({ id: 'DeletedEvent' }),
);

export const eventMemberChanged = defineMessage(
  'event.member-changed.v1',
  "Somebody's role in an event has changed.",
  ['session-service'],
  z
    .object({
      eventId,
      userId,
      role: role.nullable().describe('The role of now; null for none'),
      members: z.array(member).describe('The whole team after the change, all but the owner'),
    })
    .meta({ id: 'MembersState' }),
);

export type MembersState = z.infer<typeof eventMemberChanged.data>;

const registration = z.object({
  id: z.uuid().describe('Id of the registration'),
  eventId,
  userId: z.uuid().nullable().describe('Id of the account; null once it is erased'),
  status: z.enum(registrationStatus.options).describe('Status of the registration'),
});
const registrationState = registration.meta({ id: 'RegistrationState' });

/** A registration's state; never its ticket code, which is what check-in is by. */
export type RegistrationState = z.infer<typeof registrationState>;

const registrationFact = (name: string, fact: string) =>
  defineMessage(`registration.${name}.v1`, fact, [], registrationState);

export const registrationConfirmed = registrationFact('confirmed', 'Somebody has a seat at an event.');
export const registrationWaitlisted = registrationFact('waitlisted', 'Somebody waits for a seat at an event.');
export const registrationPromoted = registrationFact('promoted', 'Somebody came from the waitlist to a seat.');
export const registrationCancelled = registrationFact('cancelled', 'A seat, or a place on the waitlist, was given up.');
export const registrationCheckedIn = defineMessage(
  'registration.checked-in.v1',
  'Somebody was checked in at the door.',
  [],
  registration
    .extend({ checkedInAt: z.iso.datetime().describe('When the ticket was scanned') })
    .meta({ id: 'CheckedInRegistration' }),
);

export const eventUserErasureDone = erasureReceipt('event-service');

export const eventRelayHeartbeat = relayHeartbeat('event-service');

export const eventTimelineStarted = timelineStarted('event-service', consumers);

export const eventRestatementRequested = restatementRequested('event-service');

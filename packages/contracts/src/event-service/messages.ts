import { z } from 'zod';
import { defineMessage } from '../define-message';
import { erasureReceipt } from '../erasure-receipt';
import { endsAt, eventId, startsAt, userId } from '../fields';
import { offer } from '../offers';
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
    venue: z
      .object({
        name: z.string().describe('Name of the venue'),
        address: z.string().nullable().describe('Street and number'),
        city: z.string().nullable().describe('City'),
        country: z.string().nullable().describe('Country'),
      })
      .nullable()
      .optional()
      .describe('Where it takes place; null for nowhere, absent where that was not sent yet'),
    onlineUrl: z.string().nullable().optional().describe('Where it is to be seen online'),
    cancelReason: z.string().nullable().optional().describe('Why it does not take place'),
    scheduleVisible: z
      .enum(['always', 'released'])
      .optional()
      .describe('Whether the public sees a schedule before its first release'),
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
  ['session-service', 'speaker-service', 'user-service'],
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
  userId: z.uuid().nullable().describe('Id of the account; null for somebody without one, and once it is erased'),
  status: z.enum(registrationStatus.options).describe('Status of the registration'),
  position: z.int().nullable().optional().describe('Place on the waitlist, from 1; null for none'),
  name: z.string().nullable().optional().describe('Of somebody without an account: what they are called'),
  email: z.string().nullable().optional().describe('Of somebody without an account: where they get mail'),
});
const registrationState = registration
  .extend({
    sealedTicket: z
      .string()
      .optional()
      .describe(
        'The code of the ticket, sealed with TICKET_KEY: opened while its mail is made. Only a fact that gives a seat has it',
      ),
    cause: z
      .enum(['attendee', 'team', 'account'])
      .optional()
      .describe('Of a cancellation: who gave it up, or that the account can no longer be used'),
  })
  .meta({ id: 'RegistrationState' });

/** A registration's state; its ticket code, which is what check-in is by, only sealed. */
export type RegistrationState = z.infer<typeof registrationState>;

const toUsers = ['user-service'];

const registrationFact = (name: string, fact: string) =>
  defineMessage(`registration.${name}.v1`, fact, toUsers, registrationState);

export const registrationConfirmed = registrationFact('confirmed', 'Somebody has a seat at an event.');
export const registrationWaitlisted = registrationFact('waitlisted', 'Somebody waits for a seat at an event.');
export const registrationPromoted = registrationFact('promoted', 'Somebody came from the waitlist to a seat.');
export const registrationCancelled = registrationFact('cancelled', 'A seat, or a place on the waitlist, was given up.');
export const registrationCheckedIn = defineMessage(
  'registration.checked-in.v1',
  'Somebody was checked in at the door.',
  toUsers,
  registration
    .extend({ checkedInAt: z.iso.datetime().describe('When the ticket was scanned') })
    .meta({ id: 'CheckedInRegistration' }),
);
export const registrationForgotten = defineMessage(
  'registration.forgotten.v1',
  'The personal data of a registration are gone, as its event is over for long.',
  toUsers,
  z.object({ id: z.uuid().describe('Id of the registration'), eventId }).meta({ id: 'ForgottenRegistration' }),
);

export const eventOfferChanged = defineMessage(
  'event.offer-changed.v1',
  'Somebody was offered a role in an event or its ownership, or such an offer was answered or withdrawn.',
  toUsers,
  offer,
);

export const eventMemberInvited = defineMessage(
  'event.member-invited.v1',
  'An address was invited, or invited again, to the team of an event: who has the account with that verified address can accept.',
  toUsers,
  z
    .object({
      id: z.uuid().describe('Id of the invitation'),
      eventId,
      email: z.string().describe('The address'),
      role: role.describe('The role that was offered'),
      invitedBy: z.uuid().describe('Id of the account that invites'),
      expiresAt: z.iso.datetime().describe('Until when it can be accepted'),
    })
    .meta({ id: 'InvitedMember' }),
);

export type InvitedMember = z.infer<typeof eventMemberInvited.data>;

export const eventMemberInvitationEnded = defineMessage(
  'event.member-invitation-ended.v1',
  'An invitation to the team of an event was accepted, withdrawn, or has expired: its address is gone.',
  toUsers,
  z.object({ id: z.uuid().describe('Id of the invitation'), eventId }).meta({ id: 'EndedMemberInvitation' }),
);

export const eventRetentionDue = defineMessage(
  'event.retention-due.v1',
  'In a week the personal data of the registrations of an event go.',
  toUsers,
  z.object({ eventId, forgetsAt: z.iso.datetime().describe('When they go') }).meta({ id: 'DueRetention' }),
);

export const eventUserErasureDone = erasureReceipt('event-service');

export const eventRelayHeartbeat = relayHeartbeat('event-service');

export const eventTimelineStarted = timelineStarted('event-service', consumers);

export const eventRestatementRequested = restatementRequested('event-service');

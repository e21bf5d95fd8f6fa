import { z } from 'zod';
import { defineMessage } from '../define-message';

const hearers = ['session-service', 'speaker-service'];

const member = z.object({ userId: z.uuid(), role: z.enum(['organizer', 'reviewer', 'steward']) });

const eventState = z.object({
  id: z.uuid(),
  slug: z.string(),
  title: z.string(),
  status: z.enum(['draft', 'published', 'cancelled', 'completed']),
  ownerId: z.uuid(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  /** IANA zone name. */
  timezone: z.string(),
  cfp: z.object({ opensAt: z.iso.datetime(), closesAt: z.iso.datetime() }).nullable(),
  /** All but the owner. */
  members: z.array(member).optional(),
});

/** All that others need of an event; every message of an event carries it whole. */
export type EventState = z.infer<typeof eventState>;

const eventFact = (fact: string) => defineMessage(`event.${fact}.v1`, hearers, eventState);

export const eventCreated = eventFact('created');
export const eventUpdated = eventFact('updated');
export const eventPublished = eventFact('published');
export const eventUnpublished = eventFact('unpublished');
export const eventCancelled = eventFact('cancelled');
export const eventCompleted = eventFact('completed');
export const eventDeleted = defineMessage('event.deleted.v1', hearers, z.object({ id: z.uuid() }));

/** Somebody's role in an event became another one, or, with null, none. `members` are all there are since then. */
export const eventMemberChanged = defineMessage(
  'event.member-changed.v1',
  ['session-service'],
  z.object({ eventId: z.uuid(), userId: z.uuid(), role: member.shape.role.nullable(), members: z.array(member) }),
);

export type MembersState = z.infer<typeof eventMemberChanged.data>;

const registrationState = z.object({
  id: z.uuid(),
  eventId: z.uuid(),
  /** Null once the account is erased. */
  userId: z.uuid().nullable(),
  status: z.enum(['confirmed', 'waitlisted', 'cancelled']),
});

/** A seat, or a place in the line for one; never the ticket's code, which opens the door. */
export type RegistrationState = z.infer<typeof registrationState>;

const registrationFact = (fact: string) => defineMessage(`registration.${fact}.v1`, [], registrationState);

export const registrationConfirmed = registrationFact('confirmed');
export const registrationWaitlisted = registrationFact('waitlisted');
/** From the waitlist to a seat. */
export const registrationPromoted = registrationFact('promoted');
export const registrationCancelled = registrationFact('cancelled');
export const registrationCheckedIn = defineMessage(
  'registration.checked-in.v1',
  [],
  registrationState.extend({ checkedInAt: z.iso.datetime() }),
);

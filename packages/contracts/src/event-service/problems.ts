import { z } from 'zod';
import { exampleIds, exampleSlot, type ProblemRegistry, withFacts } from '../define-problems';
import { eventStatus, registrationStatus } from './enums';
import { movedSlot, slotOutsideEvent } from './impact';

const eventAction = z
  .enum(['publish', 'unpublish', 'complete', 'cancel'])
  .meta({ id: 'EventAction', description: 'What leads from one status to another' });
const seats = {
  taken: z.int().describe('How many seats are taken'),
  waitlisted: z.int().describe('How many people wait for one'),
};

const movedTo = { startsAt: '2030-05-11T09:00:00.000Z', endsAt: '2030-05-11T09:45:00.000Z' };

/** The domain errors of event-service. */
export const eventProblems = {
  'event.illegal-transition': {
    kind: 'conflict',
    meaning: 'There is no such transition from the status of the event; see `from` and `allowed`.',
    advice: 'Choose one of the allowed actions.',
    ...withFacts(
      {
        from: eventStatus,
        action: eventAction.describe('What was asked for'),
        allowed: z.array(eventAction).describe('What the status allows'),
      },
      { from: 'draft', action: 'complete', allowed: ['publish', 'cancel'] },
    ),
  },
  'event.no-place': {
    kind: 'conflict',
    meaning: 'A published event needs a venue or an onlineUrl.',
    advice: 'Set one of them first.',
  },
  'event.has-registrations': {
    kind: 'conflict',
    meaning: 'People are registered for the event.',
    advice: 'Cancel the event instead.',
    ...withFacts(seats, { taken: 42, waitlisted: 3 }),
  },
  'event.not-over': {
    kind: 'conflict',
    meaning: 'The event has not ended yet.',
    advice: 'Complete it after endsAt.',
    ...withFacts({ endsAt: z.iso.datetime().describe('When it ends') }, { endsAt: '2030-05-04T18:00:00.000Z' }),
  },
  'event.not-deletable': {
    kind: 'conflict',
    meaning: 'Only a draft without registrations can be deleted.',
    advice: 'Cancel the event instead.',
    ...withFacts({ from: eventStatus, ...seats }, { from: 'published', taken: 42, waitlisted: 3 }),
  },
  'event.capacity-below-taken': {
    kind: 'conflict',
    meaning: 'More seats are taken than the new capacity has; `taken` says how many.',
    advice: 'Choose a capacity of at least `taken`.',
    ...withFacts({ taken: z.int().describe('How many seats are taken') }, { taken: 42 }),
  },
  'event.has-slots': {
    kind: 'conflict',
    meaning: 'The new zone or dates concern slots; `impact` says what would move and what would lie outside.',
    advice: 'Repeat it with `slots=move` or `slots=unschedule`.',
    ...withFacts(
      {
        impact: z
          .object({
            slotsMoved: z.array(movedSlot).describe('Those that could move with it'),
            slotsOutside: z.array(slotOutsideEvent).describe('Those that would lie outside'),
          })
          .describe('What the change would do'),
      },
      { impact: { slotsMoved: [{ ...exampleSlot, movedTo, refusedBy: null }], slotsOutside: [] } },
    ),
  },
  'event.slots-immovable': {
    kind: 'conflict',
    meaning: 'Slots cannot move with the event; `impact` names them and says why.',
    advice: 'Delete or change those slots first, or choose other dates.',
    ...withFacts(
      {
        impact: z
          .object({ slotsMoved: z.array(movedSlot).describe('Those that cannot move, and why') })
          .describe('What stands against the change'),
      },
      { impact: { slotsMoved: [{ ...exampleSlot, movedTo, refusedBy: 'speaker' }] } },
    ),
  },
  'event.changed-meanwhile': {
    kind: 'conflict',
    meaning: 'The dates of the event were changed by another request at the same time.',
    advice: 'Read it again, and repeat the change if it is still wanted.',
  },
  'user.disabled': {
    kind: 'conflict',
    meaning: 'The account is disabled, so it can have no role.',
    advice: 'Choose another account.',
    ...withFacts({ userId: z.uuid().describe('Of the account') }, { userId: exampleIds.user }),
  },
  'event.too-many-members': {
    kind: 'conflict',
    meaning: 'The event has as many members as it can have.',
    advice: 'Remove a member first.',
    ...withFacts({ limit: z.int().describe('How many it can have') }, { limit: 200 }),
  },
  'member-invitation.too-many': {
    kind: 'conflict',
    meaning: 'The account, or the event, has invited as many people within 24 hours as one may.',
    advice: 'Invite the others tomorrow.',
    ...withFacts({ limit: z.int().describe('How many one may invite within 24 hours') }, { limit: 50 }),
  },
  'member-invitation.resent': {
    kind: 'conflict',
    meaning: 'The mail of the invitation was sent again as often within 24 hours as it may be.',
    advice: 'Try it again tomorrow, or ask the person to look among unwanted mails.',
    ...withFacts({ limit: z.int().describe('How often it may be sent again within 24 hours') }, { limit: 3 }),
  },
  'member.is-owner': {
    kind: 'conflict',
    meaning: 'The owner of an event has every right already.',
    advice: 'Transfer the ownership first.',
    ...withFacts({ userId: z.uuid().describe('Of the owner') }, { userId: exampleIds.user }),
  },
  'registration.closed': {
    kind: 'conflict',
    meaning:
      'People register while the event is published, has not ended, and its registration is open; `reason` says what is not so. They cancel while it is published and has not ended.',
    advice: 'Wait until `opensAt`, or ask the team; or choose another event.',
    ...withFacts(
      {
        reason: z
          .enum(['not-open-yet', 'closed', 'paused', 'none'])
          .describe('It is not open yet, is closed, is paused by the team, or the event has none'),
        opensAt: z.iso.datetime().nullable().describe('When registration opens; null for with publishing'),
        closesAt: z.iso.datetime().nullable().describe('When registration closes; null for with the end of the event'),
        eventStatus: eventStatus,
        endsAt: z.iso.datetime().describe('When the event ends'),
      },
      {
        reason: 'not-open-yet',
        opensAt: '2030-03-01T08:00:00.000Z',
        closesAt: null,
        eventStatus: 'published',
        endsAt: '2030-05-04T18:00:00.000Z',
      },
    ),
  },
  'registration.full': {
    kind: 'conflict',
    meaning: 'All seats of the event are taken, and who has no account is not put on the waitlist.',
    advice: 'Raise the capacity of the event, or cancel a registration of somebody who will not come.',
  },
  'registration.exists': {
    kind: 'conflict',
    meaning: 'You registered for this event by another request at the same time.',
    advice: 'Read your registration at GET /events/{id}/registrations/me.',
  },
  'registration.checked-in': {
    kind: 'conflict',
    meaning: 'The person is checked in, so the seat is in use.',
    advice: 'Undo the check-in first.',
    ...withFacts(
      { checkedInAt: z.iso.datetime().describe('When the person came') },
      { checkedInAt: '2030-05-04T07:42:10.000Z' },
    ),
  },
  'registration.cancelled': {
    kind: 'conflict',
    meaning: 'The registration of the ticket was cancelled.',
    advice: 'Register again for a new ticket.',
  },
  'check-in.undone': {
    kind: 'conflict',
    meaning: 'The scan was made before its check-in was undone at `undoneAt`.',
    advice: 'Scan the ticket again to check the person in.',
    ...withFacts(
      { undoneAt: z.iso.datetime().describe('When the check-in was undone') },
      { undoneAt: '2030-05-04T07:45:30.000Z' },
    ),
  },
  'check-in.nonce-reused': {
    kind: 'conflict',
    meaning: 'The nonce was used before, with another ticket.',
    advice: 'Make a new nonce for each scan.',
  },
  'registration.no-ticket': {
    kind: 'conflict',
    meaning: 'Only a confirmed registration has a ticket; `registration` is the status of this one.',
    advice: 'Wait for a seat, or register again.',
    ...withFacts({ registration: registrationStatus }, { registration: 'waitlisted' }),
  },
  'event.slug-taken': {
    kind: 'conflict',
    meaning: 'Another event has this slug.',
    advice: 'Choose another slug, or leave it out.',
    ...withFacts({ slug: z.string().optional().describe('The slug that was asked for') }, { slug: 'tiny-conf' }),
  },
  'event.cancelled': {
    kind: 'conflict',
    meaning: 'The event is cancelled: nothing of its schedule can be planned, and nobody is checked in.',
    advice: 'Plan another event.',
  },
} as const satisfies ProblemRegistry;

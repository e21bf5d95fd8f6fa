import { z } from 'zod';
import { exampleIds, exampleSlot, type ProblemRegistry, withFacts } from '../define-problems';
import { conflict } from './conflicts';
import { sessionAction, sessionStatus } from './enums';

const overlappingSlot = z
  .object({
    slotId: z.uuid().describe('Of the slot'),
    sessionId: z.uuid().nullable().describe('Of its session; null where the caller may not know of it'),
    title: z.string().nullable().describe('Of its session; null where the caller may not know of it'),
    roomId: z.uuid().nullable().describe('Of its room; null where the caller may not know of it'),
    startsAt: z.iso.datetime().describe('When it begins'),
    endsAt: z.iso.datetime().describe('When it ends'),
    speakerId: z.uuid().optional().describe('Who would be in two places'),
  })
  .meta({ id: 'OverlappingSlot' });

const { slotId, ...slot } = exampleSlot;
const slotParty = { type: 'slot' as const, id: slotId, number: 1, ...slot };
const roomParty = { type: 'room' as const, id: exampleIds.room, name: 'Main hall', capacity: 40 };

/** With the slot that is being made, or that stands, in a room that does not hold its audience. */
const conflictExample = {
  id: `room-too-small:${exampleIds.slot}`,
  eventId: exampleIds.event,
  rule: 'room-too-small' as const,
  parties: [slotParty, roomParty],
  since: '2030-04-01T10:00:00.000Z',
};

/** All that session-service refuses for a reason of its own. */
export const sessionProblems = {
  'slot.taken': {
    kind: 'conflict',
    meaning: 'The room or a speaker is taken at that time; `conflicts` names the overlapping slots.',
    advice: 'Choose another time or room, or move the overlapping slots.',
    ...withFacts(
      { conflicts: z.array(overlappingSlot).describe('The slots that it would overlap') },
      { conflicts: [exampleSlot] },
    ),
  },
  'session.illegal-transition': {
    kind: 'conflict',
    meaning: 'The session cannot make this transition from its status; see `from`, `to` and `allowed`.',
    advice: 'Make one of the allowed transitions, or, as its team, override with a note.',
    ...withFacts(
      {
        from: sessionStatus,
        to: sessionStatus.describe('Where it would have led'),
        allowed: z.array(sessionAction).describe('What the caller may do'),
      },
      { from: 'rejected', to: 'confirmed', allowed: ['reopen', 'accept'] },
    ),
  },
  'room.in-use': { kind: 'conflict', meaning: 'There are slots in the room.', advice: 'Move or delete them first.' },
  'room.name-taken': {
    kind: 'conflict',
    meaning: 'The event has a room of this name.',
    advice: 'Choose another name.',
  },
  'room.slots-overlap': {
    kind: 'conflict',
    meaning: 'There are slots at the same time in the room, so it must stay parallel; `conflicts` names them.',
    advice: 'Move the slots apart first.',
    ...withFacts(
      { conflicts: z.array(overlappingSlot).describe('The slots that overlap') },
      { conflicts: [exampleSlot] },
    ),
  },
  'cfp.closed': {
    kind: 'conflict',
    meaning: "The event's call for papers is not open.",
    advice: "Ask the event's team.",
  },
  'session.not-accepted': {
    kind: 'conflict',
    meaning: 'Only accepted and confirmed sessions have slots.',
    advice: 'Accept the session first.',
    ...withFacts({ sessionStatus: sessionStatus }, { sessionStatus: 'submitted' }),
  },
  'session.not-editable': {
    kind: 'conflict',
    meaning: 'In this status, or after the call for papers, only the team may change the session.',
    advice: "Ask the event's team.",
  },
  'schedule.blocked': {
    kind: 'conflict',
    meaning:
      'There are conflicts that block a release of the schedule; `conflicts` has the first, `count` says how many.',
    advice: 'Resolve them (GET /api/v1/conflicts), or lower their severity at PUT /api/v1/conflicts/rules.',
    ...withFacts(
      { count: z.int().describe('How many there are'), conflicts: z.array(conflict).describe('The first twenty') },
      { count: 1, conflicts: [{ ...conflictExample, severity: 'block-release' }] },
    ),
  },
  'schedule-version.name-taken': {
    kind: 'conflict',
    meaning: 'The event has a schedule version of this name, in whatever case.',
    advice: 'Choose another name; a released version never changes.',
  },
  'session.released': {
    kind: 'conflict',
    meaning: 'The released schedule shows the session, if only as withdrawn or cancelled.',
    advice: 'Release a version without it first.',
  },
  'session.external-id-taken': {
    kind: 'conflict',
    meaning: 'Another session of the event has this `externalId`: the one of `sessionId`.',
    advice: 'Update that session, or choose another id.',
    ...withFacts(
      { sessionId: z.uuid().nullable().describe('Of the session that has it; null where it is gone since') },
      { sessionId: exampleIds.session },
    ),
  },
  'session.has-slots': { kind: 'conflict', meaning: 'The session has slots.', advice: 'Delete them first.' },
  'slot.blocked': {
    kind: 'conflict',
    meaning: "The booking would make a conflict that the event's team does not allow; `conflicts` names it.",
    advice: 'Choose another time or room, or a lower severity at PUT /api/v1/conflicts/rules.',
    ...withFacts(
      { conflicts: z.array(conflict).describe('What it would make') },
      { conflicts: [{ ...conflictExample, severity: 'block' }] },
    ),
  },
  'slot.outside-event': {
    kind: 'conflict',
    meaning: "The slot is not within the event's dates.",
    advice: 'Choose a time within them.',
    ...withFacts(
      {
        eventStartsAt: z.iso.datetime().describe('When the event begins'),
        eventEndsAt: z.iso.datetime().describe('When it ends'),
      },
      { eventStartsAt: '2030-05-04T08:00:00.000Z', eventEndsAt: '2030-05-04T18:00:00.000Z' },
    ),
  },
  'track.in-use': { kind: 'conflict', meaning: 'There are sessions in the track.', advice: 'Move them first.' },
  'track.name-taken': {
    kind: 'conflict',
    meaning: 'The event has a track of this name.',
    advice: 'Choose another name.',
  },
} as const satisfies ProblemRegistry;

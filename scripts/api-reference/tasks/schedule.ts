import type { Step, Task } from '../step.ts';

const organizer = { as: 'TOKEN' } as const;

const slots: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/sessions/{id}/slots',
    path: '/api/v1/sessions/$SESSION/slots',
    note: 'Without `endsAt` the slot is as long as the session. Taken room or speaker: `409 slot.taken`, with the slots in the way in `conflicts`.',
    body: { roomId: '$ROOM', startsAt: '2030-05-04T09:00:00Z' },
    save: { SLOT: 'id' },
  },
  {
    ...organizer,
    route: 'PATCH /api/v1/slots/{id}',
    path: '/api/v1/slots/$SLOT',
    body: { startsAt: '2030-05-04T10:00:00Z', endsAt: '2030-05-04T10:45:00Z' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/sessions/{id}/slots',
    path: '/api/v1/sessions/$SESSION/slots',
    aside: 'The same session once more, in the afternoon',
    body: { roomId: '$ROOM', startsAt: '2030-05-04T14:00:00Z' },
    save: { REPEAT: 'id' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/slots/swap',
    note: 'Both move, or neither: `409 slot.taken` as for a booking.',
    body: { a: '$SLOT', b: '$REPEAT' },
  },
  { ...organizer, route: 'GET /api/v1/slots/{id}', path: '/api/v1/slots/$SLOT' },
  {
    ...organizer,
    route: 'GET /api/v1/slots',
    path: '/api/v1/slots?eventId=$EVENT',
    note: 'Filters: `roomId`, `from`, `to`.',
  },
  { ...organizer, route: 'DELETE /api/v1/slots/{id}', path: '/api/v1/slots/$REPEAT' },
  {
    ...organizer,
    route: 'GET /api/v1/events/{id}/impact',
    path: '/api/v1/events/$EVENT/impact?endsAt=2030-05-04T12:00:00Z&capacity=60',
    note: 'What a change of the event would do, before it is done: slots that would lie outside, seats, who would move up from the waitlist. Also `startsAt`, `timezone`.',
  },
];

const conflicts: Step[] = [
  {
    ...organizer,
    route: 'PUT /api/v1/conflicts/rules',
    path: '/api/v1/conflicts/rules?eventId=$EVENT',
    note: '`block` refuses a booking that would make the conflict (`409 slot.blocked`), `block-release` a release while it stands; `warn` lists it, `ignore` does not. What is not named goes back to its default.',
    body: { severities: { 'speaker-buffer': 'ignore', 'speaker-unavailable': 'warn' } },
  },
  { ...organizer, route: 'GET /api/v1/conflicts/rules', path: '/api/v1/conflicts/rules?eventId=$EVENT' },
  {
    ...organizer,
    route: 'POST /api/v1/sessions',
    aside: 'A break that nobody has given a time',
    body: { eventId: '$EVENT', title: 'Coffee', type: 'break' },
    save: { BREAK: 'id' },
  },
  {
    ...organizer,
    route: 'GET /api/v1/conflicts',
    path: '/api/v1/conflicts?eventId=$EVENT',
    note: 'What the database does not forbid. Filters: `rule`, `severity`. Parties are slots, sessions, rooms and speakers.',
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/sessions/{id}',
    path: '/api/v1/sessions/$BREAK',
    aside: 'There is no break then',
  },
];

export const schedule: Task = { title: 'Schedule', steps: [...slots, ...conflicts] };

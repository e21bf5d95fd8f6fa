import type { Step } from './call.ts';

const organizer = { section: 'session-service: conflicts and schedule versions', as: 'organizer' } as const;
const { section } = organizer;

const hours: Step[] = [
  {
    ...organizer,
    route: 'PUT /api/v1/rooms/{id}/availability',
    path: '/api/v1/rooms/{roomId}/availability',
    note: 'Replaces all; times that touch or overlap become one. An empty list says nothing: the room is always open.',
    body: [
      { startsAt: '2027-05-01T08:00:00Z', endsAt: '2027-05-01T12:00:00Z' },
      { startsAt: '2027-05-01T12:00:00Z', endsAt: '2027-05-01T18:00:00Z' },
    ],
  },
  { section, route: 'GET /api/v1/rooms/{id}/availability', path: '/api/v1/rooms/{roomId}/availability' },
];

const conflicts: Step[] = [
  {
    ...organizer,
    route: 'PUT /api/v1/conflicts/rules',
    path: '/api/v1/conflicts/rules?eventId={eventId}',
    note: '`block` refuses a booking that would make the conflict (`409 slot.blocked`), `block-release` a release while it stands; `warn` lists it, `ignore` does not. What is not named goes back to its default.',
    body: { severities: { 'speaker-buffer': 'ignore', 'speaker-unavailable': 'warn' } },
  },
  { ...organizer, route: 'GET /api/v1/conflicts/rules', path: '/api/v1/conflicts/rules?eventId={eventId}' },
  {
    ...organizer,
    route: 'POST /api/v1/sessions',
    hidden: true,
    body: { eventId: '{eventId}', title: 'Coffee', type: 'break' },
    save: { breakId: 'id' },
  },
  {
    ...organizer,
    route: 'GET /api/v1/conflicts',
    path: '/api/v1/conflicts?eventId={eventId}',
    note: 'What the database does not forbid. Filters: `rule`, `severity`. Parties are slots, sessions, rooms and speakers.',
  },
  { ...organizer, route: 'DELETE /api/v1/sessions/{id}', path: '/api/v1/sessions/{breakId}', hidden: true },
];

const versions: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/schedule-versions',
    path: '/api/v1/schedule-versions?eventId={eventId}',
    note: 'From then on this is what the public sees. While a conflict stands that blocks it: `409 schedule.blocked`.',
    body: { name: '1.0', comment: 'The first one.' },
    save: { versionId: 'id' },
  },
  { section, route: 'GET /api/v1/schedule-versions', path: '/api/v1/schedule-versions?eventId={eventId}' },
  {
    section,
    route: 'GET /api/v1/schedule-versions/{id}',
    path: '/api/v1/schedule-versions/{versionId}',
    note: 'Also `latest?eventId=`, and `wip?eventId=` for the event’s own people: what a release would copy now.',
  },
  {
    section,
    route: 'GET /api/v1/schedule-versions/{id}/diff',
    path: '/api/v1/schedule-versions/{versionId}/diff',
    note: 'From `against` (a version’s id, `latest` or `wip`; by default the version before) to this one. Types: `new`, `canceled`, `moved-room`, `moved-time`, `duration`, `speakers`, `title`.',
  },
];

export const programmeSteps: Step[] = [...hours, ...conflicts, ...versions];

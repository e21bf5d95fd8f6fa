import type { Step } from './call.ts';

const section = 'event-service: events and schedules';
const organizer = { section, as: 'organizer' } as const;

/** Before the programme: an event to plan. */
export const eventSteps: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/events',
    note: 'Whoever makes an event owns it. The slug is made from the title when it is left out.',
    body: {
      title: 'Tiny Conf {run}',
      slug: 'tiny-conf-{run}',
      description: 'One day, one room.',
      startsAt: '2027-05-01T08:00:00Z',
      endsAt: '2027-05-01T18:00:00Z',
      timezone: 'Europe/Berlin',
      venue: { name: 'Old Mill', city: 'Berlin', country: 'DE' },
      tags: ['history'],
      cfp: { opensAt: '2026-01-01T00:00:00Z', closesAt: '2027-03-01T00:00:00Z' },
    },
    save: { eventId: 'id' },
  },
  {
    ...organizer,
    route: 'PATCH /api/v1/events/{id}',
    path: '/api/v1/events/{eventId}',
    note: 'JSON Merge Patch. New dates that leave slots outside are `409 event.slots-outside` with the impact, unless `?force=unschedule` frees just those.',
    headers: { 'If-Match': '"1"' },
    body: { capacity: 120, venue: { address: 'Mill Lane 1' } },
  },
  {
    ...organizer,
    route: 'GET /api/v1/events/{id}/impact',
    path: '/api/v1/events/{eventId}/impact?endsAt=2027-05-01T12:00:00Z&capacity=60',
    note: 'What such a change would do, before it is done: slots that would lie outside, seats, who would move up from the waitlist. Also `startsAt`, `timezone`.',
  },
  { ...organizer, route: 'POST /api/v1/events/{id}/publish', path: '/api/v1/events/{eventId}/publish' },
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/unpublish',
    path: '/api/v1/events/{eventId}/unpublish',
    note: 'Possible while nobody is registered.',
  },
  { ...organizer, route: 'POST /api/v1/events/{id}/publish', path: '/api/v1/events/{eventId}/publish', hidden: true },
];

/** After the programme is made: what the public sees, and how an event ends. */
export const publicSteps: Step[] = [
  {
    section,
    route: 'GET /api/v1/events',
    path: '/api/v1/events?city=Berlin&limit=1&sort=-createdAt',
    note: 'Filters: `q` (full text), `status`, `from`, `to`, `city`, `country`, `tag`, `mine=true`; `sort`: `startsAt`, `-startsAt`, `-createdAt`. Drafts are seen by their team only.',
  },
  {
    section,
    route: 'GET /api/v1/events/{id}',
    path: '/api/v1/events/tiny-conf-{run}',
    note: 'By id or slug; a former slug answers `308`. `?include=sessions,speakers` adds them.',
  },
  {
    section,
    route: 'GET /api/v1/events/{id}/schedule',
    path: '/api/v1/events/tiny-conf-{run}/schedule',
    note: 'By day (04:00 to 04:00 in the event’s zone) and room; `?tz=` shows it in another zone. While session-service or speaker-service is away, what was had of it last stands in, and `degraded` says so; where nothing was, it is `503`, never an empty schedule.',
  },
  {
    section,
    route: 'GET /api/v1/events/{id}/schedule.json',
    path: '/api/v1/events/tiny-conf-{run}/schedule.json',
    note: 'c3voc schedule v1, for conference apps. The same data gives the same bytes.',
  },
  ...[
    ['schedule.xml', 'The same in XML.'],
    ['schedule.ics', 'iCalendar, to subscribe to: what moves raises its SEQUENCE, what goes stays as cancelled.'],
    ['schedule.csv', 'One line per slot; RFC 4180, safe to open in a spreadsheet.'],
    ['jsonld', 'schema.org, for search engines.'],
  ].map(([format, note = '']) => ({
    section,
    route: `GET /api/v1/events/{id}/${format}`,
    path: `/api/v1/events/tiny-conf-{run}/${format}`,
    note,
  })),
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/complete',
    path: '/api/v1/events/{eventId}/complete',
    note: 'After `endsAt`; before it is `409 event.not-over`.',
  },
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/cancel',
    path: '/api/v1/events/{eventId}/cancel',
    note: 'Sessions and slots stay to be seen, as cancelled.',
    body: { reason: 'The mill has burnt down.' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/events',
    hidden: true,
    body: {
      title: 'Draft {run}',
      startsAt: '2027-06-01T08:00:00Z',
      endsAt: '2027-06-01T18:00:00Z',
      timezone: 'Europe/Berlin',
    },
    save: { draftId: 'id' },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/events/{id}',
    path: '/api/v1/events/{draftId}',
    note: 'Drafts only.',
  },
];

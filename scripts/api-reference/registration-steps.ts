import type { Step } from './call.ts';

const organizer = { section: 'event-service: registrations', as: 'organizer' } as const;
const ofEvent = (method: string, rest: string, more = '') => ({
  route: `${method} /api/v1/events/{id}/registrations${rest}`,
  path: `/api/v1/events/{eventId}/registrations${rest.replace('{registrationId}', '{registeredId}')}${more}`,
});

const members = { section: 'event-service: members', as: 'organizer' } as const;
const ofMember = (method: string) => ({
  route: `${method} /api/v1/events/{id}/members/{userId}`,
  path: '/api/v1/events/{eventId}/members/{memberId}',
});

/** Somebody else; made early, so that event-service has heard of the account when it is given a role. */
export const memberAccountSteps: Step[] = [
  {
    section: members.section,
    route: 'POST /api/v1/auth/register',
    hidden: true,
    body: { email: 'jean-{run}@example.org', password: 'correct horse battery', name: 'Jean Bartik' },
    save: { memberId: 'user.id' },
  },
];

/** Who plans the event with its owner. */
export const memberSteps: Step[] = [
  {
    ...members,
    ...ofMember('PUT'),
    note: 'By the owner. `organizer` plans, `reviewer` reads and reviews all sessions, `steward` reads registrations and checks in. An account of which no message came yet is `503`.',
    body: { role: 'reviewer' },
  },
  {
    ...members,
    route: 'GET /api/v1/events/{id}/members',
    path: '/api/v1/events/{eventId}/members',
    note: 'Seen by the people of the event. Filter: `role`.',
  },
  { ...members, ...ofMember('DELETE'), note: 'By the owner, or by the member, who leaves.' },
];

/** How an event gets another owner; nothing that its former owner alone may do comes after it. */
export const ownershipSteps: Step[] = [
  {
    ...members,
    route: 'POST /api/v1/events/{id}/ownership',
    path: '/api/v1/events/{eventId}/ownership',
    note: 'Whoever hands over stays as an organizer.',
    body: { userId: '{memberId}' },
  },
];

/** While the event is published: who comes. */
export const registrationSteps: Step[] = [
  {
    ...organizer,
    ...ofEvent('POST', ''),
    note: 'A seat (`confirmed`), or where all are taken a place on the waitlist (`waitlisted`, with `position`). Again: `200` with the first. Not open: `409 registration.closed`.',
    save: { registeredId: 'id', ticketCode: 'ticketCode' },
  },
  { ...organizer, ...ofEvent('GET', '/me') },
  {
    ...organizer,
    route: 'GET /api/v1/registrations',
    note: 'Mine, over all events. Filter: `status`.',
  },
  {
    ...organizer,
    route: 'GET /api/v1/registrations/{id}/ticket.svg',
    path: '/api/v1/registrations/{registeredId}/ticket.svg',
    note: 'The ticket code as a QR code, for its owner and those at the door.',
  },
  {
    ...organizer,
    ...ofEvent('GET', '', '?status=confirmed'),
    note: 'For team and stewards. Filters: `status`, `q` (a ticket code or its beginning, or an id).',
  },
  { ...organizer, ...ofEvent('GET', '.csv'), note: 'For the team; RFC 4180, safe to open in a spreadsheet.' },
  { ...organizer, ...ofEvent('GET', '/{registrationId}') },
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/check-ins',
    path: '/api/v1/events/{eventId}/check-ins',
    note: 'By team and stewards. A second scan is `200` with `alreadyCheckedIn: true` and the first time. `at` is for scans made offline; one with a `nonce` may be sent again.',
    body: { ticketCode: '{ticketCode}', nonce: 'gate-1-{run}' },
    save: { checkInId: 'id' },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/events/{id}/check-ins/{checkInId}',
    path: '/api/v1/events/{eventId}/check-ins/{checkInId}',
    note: 'Undo. A scan made before that does not count any more.',
  },
];

/** A calendar that any program can subscribe to. */
export const calendarSteps: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/registrations/calendar',
    note: 'The secret address of my calendar; the one before ends with it.',
    save: { calendarToken: 'token' },
  },
  {
    section: organizer.section,
    route: 'GET /api/v1/registrations/calendar.ics',
    path: '/api/v1/registrations/calendar.ics?token={calendarToken}',
    note: 'iCalendar of the events that I am registered for. Unknown or ended: `404`.',
  },
  { ...organizer, route: 'DELETE /api/v1/registrations/calendar' },
];

/** How people leave again. */
export const leavingSteps: Step[] = [
  {
    ...organizer,
    ...ofEvent('DELETE', '/me'),
    note: 'The seat goes to who waits longest, in the same transaction.',
  },
  { ...organizer, ...ofEvent('POST', ''), hidden: true, save: { registeredId: 'id' } },
  { ...organizer, ...ofEvent('DELETE', '/{registrationId}'), note: 'By its owner or the team.' },
];

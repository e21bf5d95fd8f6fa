import type { Task } from '../step.ts';

const organizer = { as: 'TOKEN' } as const;
const ofEvent = (method: string, rest: string) => ({
  route: `${method} /api/v1/events/{id}/${rest}`,
  path: `/api/v1/events/$EVENT/${rest.replace('{registrationId}', '$REGISTRATION').replace('{checkInId}', '$CHECK_IN')}`,
});

export const atTheDoor: Task = {
  title: 'At the door',
  intro: 'By the team and by stewards.',
  steps: [
    {
      ...organizer,
      ...ofEvent('GET', 'registrations'),
      path: '/api/v1/events/$EVENT/registrations?status=confirmed',
      note: 'Filters: `status`, `q` (a part of a name, a ticket code or its beginning, or an id). The team sees addresses too, stewards names alone. A list to print is at `/e/SLUG/door`.',
    },
    {
      ...organizer,
      ...ofEvent('POST', 'registrations'),
      note: 'Somebody without an account: they need no open registration, and get a seat at once, or `409 registration.full`; with an `email` the ticket is mailed. It stays until `retentionDays` after the event.',
      body: { name: 'Kay McNulty', email: 'kay-$RUN@example.org' },
    },
    { ...organizer, ...ofEvent('GET', 'registrations/{registrationId}') },
    {
      ...organizer,
      ...ofEvent('POST', 'check-ins'),
      note: '`at` is for scans made offline; one with a `nonce` may be sent again.',
      body: { ticketCode: '$TICKET_CODE', nonce: 'gate-1-$RUN' },
      save: { CHECK_IN: 'id' },
    },
    {
      ...organizer,
      ...ofEvent('POST', 'check-ins'),
      note: 'A second scan: `200` with the first time.',
      body: { ticketCode: '$TICKET_CODE' },
    },
    {
      ...organizer,
      ...ofEvent('DELETE', 'check-ins/{checkInId}'),
      note: 'Undo. A scan made before that does not count any more.',
    },
    {
      ...organizer,
      ...ofEvent('DELETE', 'registrations/{registrationId}'),
      note: 'By its owner or the team; the seat goes to who waits longest.',
    },
  ],
};

import type { Step, Task } from '../step.ts';

const attendee = { as: 'ATTENDEE_TOKEN' } as const;
const ofEvent = (method: string, rest = '') => ({
  route: `${method} /api/v1/events/{id}/registrations${rest}`,
  path: `/api/v1/events/$EVENT/registrations${rest}`,
});

const registrations: Step[] = [
  {
    route: 'POST /api/v1/auth/register',
    aside: 'Somebody who wants to come',
    body: { email: 'mary-$RUN@example.org', password: 'correct horse battery', name: 'Mary Shaw' },
    save: { ATTENDEE: 'id', ATTENDEE_TOKEN: 'accessToken' },
  },
  {
    ...attendee,
    ...ofEvent('POST'),
    note: 'A seat (`confirmed`), or where all are taken a place on the waitlist (`waitlisted`, with `position`). Not open: `409 registration.closed`.',
    save: { REGISTRATION: 'id', TICKET_CODE: 'ticketCode' },
  },
  { ...attendee, ...ofEvent('POST'), note: 'Again: `200` with the first.' },
  { ...attendee, ...ofEvent('GET', '/me') },
  { ...attendee, route: 'GET /api/v1/registrations', note: 'Mine, over all events. Filter: `status`.' },
  {
    ...attendee,
    route: 'GET /api/v1/registrations/{id}/ticket.svg',
    path: '/api/v1/registrations/$REGISTRATION/ticket.svg',
    note: 'The ticket code as a QR code, for its owner and those at the door.',
    excerpt: { characters: 160, rest: 'the squares of the code' },
  },
  {
    ...attendee,
    route: 'POST /api/v1/registrations/{id}/ticket-links',
    path: '/api/v1/registrations/$REGISTRATION/ticket-links',
    note: 'The same ticket for an `<img>`, which can show no token: by this link alone, for five minutes. After that, and for a seat that was given up, it is `404`.',
  },
];

const calendar: Step[] = [
  {
    ...attendee,
    route: 'POST /api/v1/registrations/calendar',
    note: 'The secret address of my calendar, to which any program can subscribe; the one before ends with it, and it ends with the login that made it, and with a new password.',
    save: { CALENDAR_TOKEN: 'token' },
  },
  {
    route: 'GET /api/v1/registrations/calendar.ics',
    path: '/api/v1/registrations/calendar.ics?token=$CALENDAR_TOKEN',
    note: 'iCalendar of the events that I am registered for. Unknown or ended: `404`.',
  },
  { ...attendee, route: 'DELETE /api/v1/registrations/calendar' },
];

const leaving: Step[] = [
  { ...attendee, ...ofEvent('DELETE', '/me'), note: 'The seat goes to who waits longest, in the same transaction.' },
  {
    ...attendee,
    ...ofEvent('POST'),
    aside: 'Coming after all',
    save: { REGISTRATION: 'id', TICKET_CODE: 'ticketCode' },
  },
];

export const register: Task = {
  title: 'Register',
  intro: '`$ATTENDEE_TOKEN` is the access token of somebody who comes.',
  steps: [...registrations, ...calendar, ...leaving],
};

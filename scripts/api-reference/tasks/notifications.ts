import type { Step, Task } from '../step.ts';

const organizer = { as: 'TOKEN' } as const;
const attendee = { as: 'ATTENDEE_TOKEN' } as const;

const mine: Step[] = [
  {
    ...attendee,
    route: 'GET /api/v1/users/me/notifications',
    note: 'By kind. Mails about the account itself, as one with a new password, cannot be turned off.',
  },
  {
    ...attendee,
    route: 'PATCH /api/v1/users/me/notifications',
    body: { kinds: { 'event-changed': false } },
  },
];

const path = '/api/v1/notifications/unsubscribe?token=$UNSUBSCRIBE_TOKEN';

const links: Step[] = [
  {
    route: 'GET /api/v1/notifications/unsubscribe',
    path,
    note: 'To the page, which asks.',
    before:
      "UNSUBSCRIBE_TOKEN=$(mailed_token mary-$RUN@example.org 'Your ticket for an event' 'No more mails of this kind: ')",
    status: 303,
  },
  {
    route: 'POST /api/v1/notifications/unsubscribe',
    path,
    note: 'Of this kind she gets no more mails, whoever posts it: the token is good for nothing else.',
  },
];

const ofEvent = (method: string, rest: string) => ({
  ...organizer,
  route: `${method} /api/v1/events/{id}/${rest}`,
  path: `/api/v1/events/$EVENT/${rest}`,
});

const ofTeam: Step[] = [
  { ...ofEvent('GET', 'notifications'), note: 'Which mails are sent for the event.' },
  { ...ofEvent('PATCH', 'notifications'), body: { kinds: { 'session-submitted': false } } },
  {
    ...ofEvent('GET', 'mails'),
    path: '/api/v1/events/$EVENT/mails?outcome=unknown',
    note: 'Mails of which nobody knows whether they have arrived: the mail server had all of them, and its answer did not come.',
  },
  {
    ...ofEvent('POST', 'mails/resend'),
    note: 'Each of them is sent once more; `mailIds` chooses some.',
    body: {},
  },
];

/** Which mails people get. */
export const notifications: Task = {
  title: 'Mails',
  intro:
    'What becomes of registrations, sessions, events and schedules is told by mail, in the language of the account. Each such mail has a link that ends its kind, `/api/v1/notifications/unsubscribe?token=…`: for programs by a POST with whatever body (RFC 8058), for people by a page.',
  steps: [...mine, ...links, ...ofTeam],
};

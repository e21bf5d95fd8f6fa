import type { Step } from './call.ts';

const section = 'user-service: accounts and tokens';
const email = 'grace-{run}@example.org';
const password = 'correct horse battery';
const newPassword = 'another horse battery';
const used = 'One that is unknown, used or expired is `401 auth.invalid-token`, as here.';

/** What somebody does with an account whose password is lost, changed, or no longer wanted. */
export const passwordSteps: Step[] = [
  {
    section,
    route: 'POST /api/v1/auth/register',
    body: { email, password, name: 'Grace Hopper' },
    save: { speakerToken: 'accessToken' },
    hidden: true,
  },
  {
    section,
    route: 'POST /api/v1/auth/password',
    as: 'speaker',
    note: 'All other logins end, and a mail tells of it.',
    body: { currentPassword: password, newPassword },
  },
  {
    section,
    route: 'POST /api/v1/auth/password/forgot',
    note: 'The same answer whether or not there is such an account. Without SMTP, mails are files in `.local/mail`.',
    body: { email },
  },
  {
    section,
    route: 'POST /api/v1/auth/password/reset',
    note: `With the token of the mail, once and within half an hour; all logins end. ${used}`,
    body: { token: 'the-token-of-the-mail', newPassword },
  },
  {
    section,
    route: 'POST /api/v1/auth/email/verify',
    note: `With the token of the mail, within a day. ${used}`,
    body: { token: 'the-token-of-the-mail' },
  },
  { section, route: 'POST /api/v1/auth/email/resend', as: 'speaker' },
  {
    section,
    route: 'POST /api/v1/auth/logout-all',
    as: 'speaker',
    note: 'Refresh tokens end at once, access tokens within a minute in every service.',
  },
  {
    section,
    route: 'POST /api/v1/auth/login',
    body: { email, password: newPassword },
    save: { speakerToken: 'accessToken' },
    hidden: true,
  },
  {
    section,
    route: 'POST /api/v1/users/me/erasure',
    as: 'speaker',
    note: 'What tells of me goes here at once; the other services follow with a receipt each. `409 user.owns-events` while I own events that still take place.',
    body: { password: newPassword },
  },
];

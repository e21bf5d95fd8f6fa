import type { Step, Task } from '../step.ts';

const email = 'grace-$RUN@example.org';
const password = 'correct horse battery';
const changed = 'another horse battery';
const speaker = { as: 'SPEAKER_TOKEN' } as const;

const devices: Step[] = [
  {
    route: 'POST /api/v1/auth/login',
    aside: 'On another device',
    body: { email, password },
  },
  {
    ...speaker,
    route: 'GET /api/v1/auth/devices',
    note: 'My logins, the latest first; the one that asks is `current`.',
    save: { DEVICE: 'id' },
  },
  {
    ...speaker,
    route: 'DELETE /api/v1/auth/devices/{id}',
    path: '/api/v1/auth/devices/$DEVICE',
    note: 'Its refresh token ends at once, its access tokens within 15 s in every service, and a calendar feed that was made by them.',
  },
];

const personalTokens: Step[] = [
  {
    ...speaker,
    route: 'POST /api/v1/auth/tokens',
    note: 'For a script, which sends `token` as Bearer to every route but those of logins, tokens and accounts; it is shown this once. Beyond its scopes, or its `eventIds` where it has any, the answer is `403 auth.insufficient-scope`. A new password ends it.',
    body: {
      name: 'Import of talks',
      scopes: ['events:read', 'sessions:write', 'speakers:write'],
      expiresAt: '2030-06-01T00:00:00Z',
    },
    save: { SCRIPT: 'id', SCRIPT_TOKEN: 'token' },
  },
  {
    ...speaker,
    route: 'GET /api/v1/auth/tokens',
    note: 'Without the tokens themselves; `lastUsedAt` is so within a minute.',
  },
  { ...speaker, route: 'GET /api/v1/auth/tokens/{id}', path: '/api/v1/auth/tokens/$SCRIPT' },
  {
    ...speaker,
    route: 'DELETE /api/v1/auth/tokens/{id}',
    path: '/api/v1/auth/tokens/$SCRIPT',
    note: 'It is refused from then on, and what it began within 15 s in every service.',
  },
];

const passwords: Step[] = [
  {
    ...speaker,
    route: 'POST /api/v1/auth/password',
    note: 'All other logins end, and a mail tells of it.',
    body: { currentPassword: password, newPassword: changed },
  },
  {
    route: 'POST /api/v1/auth/password/forgot',
    note: 'The same answer whether or not there is such an account. Without SMTP, mails are files in `.local/mail`.',
    body: { email },
  },
  {
    route: 'POST /api/v1/auth/password/reset',
    note: 'With the token of the mail, once and within half an hour; all logins end. One that is unknown, used or expired is `401 auth.invalid-token`.',
    before: `RESET_TOKEN=$(mailed_token ${email} 'Set a new password')`,
    body: { token: '$RESET_TOKEN', newPassword: password },
  },
];

const moved = 'grace.hopper-$RUN@example.org';

const addresses: Step[] = [
  {
    route: 'POST /api/v1/auth/login',
    aside: 'With the password that holds now',
    body: { email, password },
    save: { SPEAKER_TOKEN: 'accessToken' },
  },
  {
    ...speaker,
    route: 'POST /api/v1/auth/email',
    note: 'The same answer whether or not somebody else has the address, which gets a mail. Until that is answered, nothing changes.',
    body: { newEmail: moved, password },
  },
  {
    route: 'POST /api/v1/auth/email/confirm',
    note: 'With the token of the mail, within a day. From then on it is the address to log in with; it is verified, and the old one gets a mail. `409 user.email-taken` where another account has it.',
    before: `CONFIRM_TOKEN=$(mailed_token ${moved} 'Confirm your new address')`,
    body: { token: '$CONFIRM_TOKEN' },
  },
  {
    route: 'POST /api/v1/auth/email/undo',
    note: 'With the token of the mail to the old address, within 7 days: the account has that one again, and all of its logins end. As long, nobody else can have it.',
    before: `UNDO_TOKEN=$(mailed_token ${email} 'Your account has another address')`,
    body: { token: '$UNDO_TOKEN' },
  },
];

const leaving: Step[] = [
  {
    route: 'POST /api/v1/auth/login',
    aside: 'With the address of before',
    body: { email, password },
    save: { SPEAKER_TOKEN: 'accessToken', REFRESH_TOKEN: 'refreshToken' },
  },
  {
    ...speaker,
    route: 'POST /api/v1/auth/email/resend',
    note: 'Sends nothing where the address is confirmed already.',
  },
  { route: 'POST /api/v1/auth/logout', body: { refreshToken: '$REFRESH_TOKEN' } },
  {
    route: 'POST /api/v1/auth/login',
    aside: 'And in again',
    body: { email, password },
    save: { SPEAKER_TOKEN: 'accessToken' },
  },
  {
    ...speaker,
    route: 'POST /api/v1/auth/logout-all',
    note: 'Refresh tokens end at once, access tokens within 15 s in every service, and calendar feeds with them.',
  },
  {
    as: 'ATTENDEE_TOKEN',
    route: 'POST /api/v1/users/me/erasure',
    note: 'What tells of me goes here at once; the other services follow with a receipt each. `409 user.owns-events` while I own events that still take place.',
    body: { password },
  },
];

export const account: Task = {
  title: 'Account',
  steps: [...devices, ...personalTokens, ...passwords, ...addresses, ...leaving],
};

import { adminSteps } from './admin-steps.ts';
import type { Step } from './call.ts';
import { passwordSteps } from './password-steps.ts';

const section = 'user-service: accounts and tokens';
const password = 'correct horse battery';

/** `{run}` makes the addresses new at each run. */
export const userSteps: Step[] = [
  {
    section,
    route: 'POST /api/v1/auth/register',
    note: 'Makes an account, logs in, and sends a mail to confirm the address. The access token lives 10 minutes. Passwords: at least 10 characters, at most 72 bytes, none of the most common.',
    body: { email: 'ada-{run}@example.org', password, name: 'Ada Lovelace' },
    save: { organizerToken: 'accessToken', refreshToken: 'refreshToken' },
  },
  {
    section,
    route: 'POST /api/v1/auth/login',
    note: 'Any failure is the same `401 auth.invalid-credentials`; too many tries are `429` with `Retry-After`.',
    body: { email: 'ada-{run}@example.org', password },
  },
  {
    section,
    route: 'POST /api/v1/auth/refresh',
    note: 'Each refresh token is used once; the client that used it gets the same successor again for 10 seconds, should the reply be lost. One that comes again otherwise ends all tokens of its login (`401 auth.token-reused`).',
    body: { refreshToken: '{refreshToken}' },
    save: { refreshToken: 'refreshToken' },
  },
  { section, route: 'POST /api/v1/auth/logout', body: { refreshToken: '{refreshToken}' } },
  { section, route: 'GET /api/v1/users/me', as: 'organizer' },
  {
    section,
    route: 'PATCH /api/v1/users/me',
    as: 'organizer',
    headers: { 'If-Match': '"1"' },
    body: { name: 'Ada King' },
  },
  { section, route: 'GET /api/v1/users/me/export', as: 'organizer', note: 'All that user-service holds on me.' },
  {
    section,
    route: 'GET /api/v1/auth/devices',
    as: 'organizer',
    note: 'My logins; the one that asks is `current`.',
    save: { deviceId: 'data.0.id' },
  },
  {
    section,
    route: 'DELETE /api/v1/auth/devices/{id}',
    path: '/api/v1/auth/devices/{deviceId}',
    as: 'organizer',
    note: 'Its refresh token ends.',
  },
  ...passwordSteps,
  ...adminSteps,
  { section, route: 'GET /.well-known/jwks.json', note: 'The public keys that verify access tokens (ES256).' },
];

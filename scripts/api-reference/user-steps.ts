import type { Step } from './call.ts';

const section = 'user-service: accounts and tokens';
const password = 'correct horse battery';

/** `{run}` makes the addresses new at each run. */
export const userSteps: Step[] = [
  {
    section,
    route: 'POST /api/v1/auth/register',
    note: 'Makes an account and logs in. The access token lives 10 minutes. Passwords: at least 10 characters, at most 72 bytes.',
    body: { email: 'ada-{run}@example.org', password, name: 'Ada Lovelace' },
    save: { organizerToken: 'accessToken', refreshToken: 'refreshToken' },
  },
  {
    section,
    route: 'POST /api/v1/auth/login',
    note: 'Any failure is the same `401 auth.invalid-credentials`.',
    body: { email: 'ada-{run}@example.org', password },
  },
  {
    section,
    route: 'POST /api/v1/auth/refresh',
    note: 'Each refresh token is used once. One that comes again ends all tokens of its login (`401 auth.token-reused`).',
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
  { section, route: 'GET /.well-known/jwks.json', note: 'The public keys that verify access tokens (ES256).' },
];

import type { Task } from '../step.ts';

const account = { email: 'ada-$RUN@example.org', password: 'correct horse battery' };

export const signIn: Task = {
  title: 'Sign in',
  intro:
    '`$TOKEN` is the access token of the organizer who plans an event below. It lives 10 minutes; when a call answers `401`, log in or refresh again.',
  steps: [
    {
      route: 'POST /api/v1/auth/register',
      note: 'Makes an account, logs in, and sends a mail to confirm the address. Passwords: at least 10 characters, at most 72 bytes, none of the most common.',
      body: { ...account, name: 'Ada Lovelace' },
      save: { TOKEN: 'accessToken' },
    },
    {
      route: 'POST /api/v1/auth/email/verify',
      note: 'With the token of the mail, within a day. One that is unknown, used or expired is `401 auth.invalid-token`.',
      before: "VERIFY_TOKEN=$(mailed_token ada-$RUN@example.org 'Confirm your address')",
      body: { token: '$VERIFY_TOKEN' },
    },
    {
      route: 'POST /api/v1/auth/login',
      note: 'Any failure is the same `401 auth.invalid-credentials`; too many tries are `429` with `Retry-After`.',
      body: account,
      save: { TOKEN: 'accessToken', REFRESH_TOKEN: 'refreshToken' },
    },
    {
      route: 'POST /api/v1/auth/refresh',
      note: 'Each refresh token is used once; the client that used it gets the same successor again for 10 seconds, should the reply be lost. One that comes again otherwise ends all tokens of its login (`401 auth.token-reused`).',
      body: { refreshToken: '$REFRESH_TOKEN' },
      save: { TOKEN: 'accessToken', REFRESH_TOKEN: 'refreshToken' },
    },
    { route: 'GET /api/v1/users/me', as: 'TOKEN' },
    {
      route: 'PATCH /api/v1/users/me',
      as: 'TOKEN',
      note: '`language` (`en` or `de`) is that of mails; a new account has the one that Accept-Language asks for. `If-Match` is the version that was read; the mail that confirmed the address has made it 3.',
      headers: { 'If-Match': '"3"' },
      body: { name: 'Ada King', language: 'en' },
    },
    { route: 'GET /.well-known/jwks.json', note: 'The public keys that verify access tokens (ES256).' },
  ],
};

import type { Task } from '../step.ts';

const admin = { as: 'ADMIN_TOKEN' } as const;
const ofUser = (method: string, rest = '') => ({
  route: `${method} /api/v1/users/{id}${rest}`,
  path: `/api/v1/users/$USER_ID${rest}`,
});

export const administration: Task = {
  title: 'Administration',
  steps: [
    {
      route: 'POST /api/v1/auth/login',
      aside: 'The first administrator, whom `ADMIN_EMAIL` and `ADMIN_PASSWORD` of `.env` name',
      before: `ADMIN_EMAIL=\${ADMIN_EMAIL:-admin@example.org}\nADMIN_PASSWORD=\${ADMIN_PASSWORD:-development-admin}`,
      body: { email: '$ADMIN_EMAIL', password: '$ADMIN_PASSWORD' },
      save: { ADMIN: 'id', ADMIN_TOKEN: 'accessToken' },
    },
    {
      route: 'POST /api/v1/auth/register',
      aside: 'Somebody who misbehaves',
      body: { email: 'mallory-$RUN@example.org', password: 'correct horse battery', name: 'Mallory' },
      save: { USER_ID: 'id' },
    },
    {
      ...admin,
      route: 'GET /api/v1/users',
      path: '/api/v1/users?q=mallory-$RUN&role=member&status=active&sort=-createdAt',
      note: '`q` is part of a name or an address.',
    },
    { ...admin, ...ofUser('GET'), note: 'Also for whom the account belongs to; for others there is none.' },
    {
      ...admin,
      ...ofUser('PATCH'),
      note: 'Who is disabled, or is no admin any more, is logged out everywhere within 15 s. The last active admin stays: `409 user.last-admin`.',
      headers: { 'If-Match': '"2"' },
      body: { status: 'disabled' },
    },
    {
      ...admin,
      route: 'POST /api/v1/events/{id}/ownership',
      path: '/api/v1/events/$PAST/ownership',
      note: 'An admin who names themselves is the owner at once, with `200`.',
      body: { userId: '$ADMIN' },
    },
    { ...admin, ...ofUser('POST', '/erasure') },
    { ...admin, ...ofUser('GET', '/erasure'), note: 'Which services have done their part.' },
  ],
};

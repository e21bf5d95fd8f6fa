import type { Step } from './call.ts';

const section = 'user-service: for admins';
const login = {
  email: process.env.ADMIN_EMAIL ?? 'admin@example.org',
  password: process.env.ADMIN_PASSWORD ?? 'development-admin',
};

/** What the first admin of a development system may do. */
export const adminSteps: Step[] = [
  { section, route: 'POST /api/v1/auth/login', body: login, save: { adminToken: 'accessToken' }, hidden: true },
  {
    section,
    route: 'POST /api/v1/auth/register',
    body: { email: 'mary-{run}@example.org', password: 'correct horse battery', name: 'Mary Somerville' },
    save: { maryId: 'user.id' },
    hidden: true,
  },
  {
    section,
    route: 'GET /api/v1/users',
    path: '/api/v1/users?q=mary-{run}&role=member&status=active&sort=-createdAt',
    as: 'admin',
    note: '`q` is part of a name or an address.',
  },
  {
    section,
    route: 'GET /api/v1/users/{id}',
    path: '/api/v1/users/{maryId}',
    as: 'admin',
    note: 'Also for whom the account belongs to; for others there is none.',
  },
  {
    section,
    route: 'PATCH /api/v1/users/{id}',
    path: '/api/v1/users/{maryId}',
    as: 'admin',
    note: 'Who is disabled, or is no admin any more, is logged out everywhere within a minute. The last active admin stays: `409 user.last-admin`.',
    headers: { 'If-Match': '"1"' },
    body: { status: 'disabled' },
  },
  { section, route: 'POST /api/v1/users/{id}/erasure', path: '/api/v1/users/{maryId}/erasure', as: 'admin' },
  {
    section,
    route: 'GET /api/v1/users/{id}/erasure',
    path: '/api/v1/users/{maryId}/erasure',
    as: 'admin',
    note: 'Which services have done their part.',
  },
];

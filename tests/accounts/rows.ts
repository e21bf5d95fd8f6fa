import { randomUUID } from 'node:crypto';
import type { Api } from '../support/api';
import { password, type User } from '../support/users';

export type Role = 'nobody' | 'member' | 'admin';
export const roles: Role[] = ['nobody', 'member', 'admin'];

/** Somebody of a role, and another account that they have nothing to do with. */
export interface Cast {
  actor: Api;
  /** The actor's own account; that of a bystander where the actor is nobody. */
  self: User;
  other: User;
}

export interface Row {
  /** As OpenAPI names it, below /api/v1. */
  route: string;
  path?: (cast: Cast) => string;
  body?: (cast: Cast) => Record<string, unknown>;
  /** What a good request gets, by role. */
  gets: Record<Role, number>;
  /** Fields that may be left out. */
  optional?: string[];
  /** The same as a member, on somebody else's. */
  others?: { path: (cast: Cast) => string; status: number };
  /** The resource honours If-Match. */
  versioned?: boolean;
  /** A replay would need a token that the first request has ended. */
  endsAccess?: boolean;
}

const all = (status: number): Row['gets'] => ({ nobody: status, member: status, admin: status });
const signedIn = (status: number): Row['gets'] => ({ nobody: 401, member: status, admin: status });
const admins = (status: number): Row['gets'] => ({ nobody: 401, member: 403, admin: status });
const another = 'another horse battery';
const address = () => `${randomUUID()}@example.org`;

/** Every route of user-service, who gets what from it, and with which body. */
export const rows: Row[] = [
  {
    route: 'POST /auth/register',
    body: () => ({ email: address(), password, name: 'Ada' }),
    gets: all(201),
  },
  { route: 'POST /auth/login', body: ({ self }) => ({ email: self.email, password }), gets: all(200) },
  { route: 'POST /auth/refresh', body: ({ self }) => ({ refreshToken: self.refreshToken }), gets: all(200) },
  { route: 'POST /auth/logout', body: ({ self }) => ({ refreshToken: self.refreshToken }), gets: all(204) },
  { route: 'POST /auth/logout-all', gets: signedIn(204), endsAccess: true },
  {
    route: 'POST /auth/password',
    body: () => ({ currentPassword: password, newPassword: another }),
    gets: signedIn(204),
  },
  { route: 'POST /auth/password/forgot', body: ({ self }) => ({ email: self.email }), gets: all(202) },
  {
    route: 'POST /auth/password/reset',
    body: () => ({ token: 'none that was ever mailed', newPassword: another }),
    gets: all(401),
  },
  { route: 'POST /auth/email/verify', body: () => ({ token: 'none that was ever mailed' }), gets: all(401) },
  { route: 'POST /auth/email/resend', gets: signedIn(202) },
  {
    route: 'POST /auth/email',
    body: () => ({ password, newEmail: address() }),
    gets: signedIn(202),
  },
  { route: 'POST /auth/email/confirm', body: () => ({ token: 'none that was ever mailed' }), gets: all(401) },
  { route: 'POST /auth/email/undo', body: () => ({ token: 'none that was ever mailed' }), gets: all(401) },
  { route: 'GET /auth/devices', gets: signedIn(200) },
  {
    route: 'DELETE /auth/devices/{id}',
    path: ({ self }) => `/auth/devices/${sidOf(self)}`,
    gets: signedIn(204),
    others: { path: ({ other }) => `/auth/devices/${sidOf(other)}`, status: 404 },
  },
  {
    route: 'POST /auth/tokens',
    body: () => ({ name: 'Script', scopes: ['events:read'] }),
    gets: signedIn(201),
  },
  { route: 'GET /auth/tokens', gets: signedIn(200) },
  // There is none yet.
  { route: 'GET /auth/tokens/{id}', path: () => `/auth/tokens/${randomUUID()}`, gets: signedIn(404) },
  { route: 'DELETE /auth/tokens/{id}', path: () => `/auth/tokens/${randomUUID()}`, gets: signedIn(404) },
  { route: 'GET /users/me', gets: signedIn(200) },
  {
    route: 'PATCH /users/me',
    body: () => ({ name: 'Grace', language: 'de' }),
    gets: signedIn(200),
    optional: ['name', 'language'],
    versioned: true,
  },
  { route: 'GET /users/me/export', gets: signedIn(200) },
  { route: 'GET /users/me/notifications', gets: signedIn(200) },
  {
    route: 'PATCH /users/me/notifications',
    body: () => ({ kinds: { 'event-changed': false } }),
    gets: signedIn(200),
  },
  { route: 'POST /users/me/erasure', body: () => ({ password }), gets: signedIn(202), endsAccess: true },
  { route: 'GET /users', gets: admins(200) },
  {
    route: 'GET /users/{id}',
    path: ({ self }) => `/users/${self.id}`,
    gets: signedIn(200),
    others: { path: ({ other }) => `/users/${other.id}`, status: 404 },
  },
  {
    route: 'PATCH /users/{id}',
    path: ({ other }) => `/users/${other.id}`,
    body: () => ({ role: 'member', status: 'disabled' }),
    gets: admins(200),
    optional: ['role', 'status'],
    others: { path: ({ other }) => `/users/${other.id}`, status: 403 },
    versioned: true,
  },
  {
    route: 'POST /users/{id}/erasure',
    path: ({ other }) => `/users/${other.id}/erasure`,
    gets: admins(202),
    others: { path: ({ other }) => `/users/${other.id}/erasure`, status: 403 },
  },
  {
    route: 'GET /users/{id}/erasure',
    path: ({ self }) => `/users/${self.id}/erasure`,
    // There is none yet.
    gets: signedIn(404),
    others: { path: ({ other }) => `/users/${other.id}/erasure`, status: 404 },
  },
];

/** The login that an access token came from, which is a device's id. */
const sidOf = ({ accessToken }: User): string =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).sid;

import type { EmailDigest } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import { accepted, idParams, ok } from '@ems/chassis/http';
import type { UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { invalidCredentials } from '../auth';
import type { Passwords } from '../passwords';
import type { Limits } from '../throttle';
import { lastAdminErrors, requireActiveLogin, requireAdmin, requireSelfOrAdmin } from '../users';
import { anonymizeUser } from './anonymize';
import { findErasure } from './erasure';
import { eraseMeBody, erasureView } from './schemas';

interface Dependencies {
  database: UserDatabase;
  passwords: Passwords;
  limits: Limits;
  emailDigest: EmailDigest;
}

const description =
  'Takes effect here at once; the other services follow, and each sends a receipt. 409 while the account owns events that still take place, or is the last admin.';

export const erasureRoutes = ({ database, passwords, limits, emailDigest }: Dependencies) => [
  route({
    method: 'post',
    path: '/users/me/erasure',
    operationId: 'eraseMe',
    tag: 'Users',
    summary: 'Erase my account',
    description,
    access: 'user',
    body: eraseMeBody,
    replies: { 202: erasureView },
    problems: ['too-many-requests', 'not-found', 'auth.invalid-credentials', 'user.last-admin', 'user.owns-events'],
    admit: passwords.admit,
    handle: async ({ caller, body, now, signal, transact }) => {
      const { id, passwordHash } = await requireActiveLogin(database.client, caller);
      await limits.password(id);
      if (!(await passwords.matches(body.password, passwordHash, signal))) throw invalidCredentials();
      return transact(async tx => {
        await anonymizeUser(tx, emailDigest, id, id, now);
        return accepted(await findErasure(tx, id));
      }, lastAdminErrors);
    },
  }),
  route({
    method: 'post',
    path: '/users/:id/erasure',
    operationId: 'eraseUser',
    tag: 'Users',
    summary: 'Erase an account',
    description: `For admins. ${description}`,
    access: 'admin',
    params: idParams,
    replies: { 202: erasureView },
    problems: ['user.last-admin', 'user.owns-events'],
    handle: ({ caller, now, params: { id }, transact }) =>
      transact(async tx => {
        await requireAdmin(tx, caller);
        await anonymizeUser(tx, emailDigest, id, caller.userId, now);
        return accepted(await findErasure(tx, id));
      }, lastAdminErrors),
  }),
  route({
    method: 'get',
    path: '/users/:id/erasure',
    operationId: 'getErasure',
    tag: 'Users',
    summary: 'Get the progress of an erasure',
    description: 'For admins, and for the account itself while one of its access tokens is valid.',
    access: 'user',
    params: idParams,
    replies: { 200: erasureView },
    handle: async ({ caller, params }) => {
      await requireSelfOrAdmin(database.client, caller, params.id);
      const erasure = await findErasure(database.client, params.id);
      if (!erasure) throw notFound('erasure');
      return ok(erasure);
    },
  }),
];

import { notFound } from '@ems/chassis/errors';
import { accepted, idParams, ok } from '@ems/chassis/http';
import { z } from 'zod';
import type { Tx, UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { givenPassword, invalidCredentials } from '../auth';
import type { Passwords } from '../passwords';
import type { Limits } from '../throttle';
import { lastAdmin, requireAdmin, requireLiveLogin, requireSelfOrAdmin } from '../users';
import { eraseAccount } from './erase-account';
import { erasureView, findErasure } from './receipts';

interface Parts {
  database: UserDatabase;
  passwords: Passwords;
  limits: Limits;
}

const description =
  'Takes effect here at once; the other services follow, and each sends a receipt. 409 while the account owns events that still take place, or is the last admin.';

const erase = async (tx: Tx, userId: string, requestedBy: string) => {
  await eraseAccount(tx, userId, requestedBy);
  return accepted(await findErasure(tx, userId));
};

export const erasureRoutes = ({ database, passwords, limits }: Parts) => [
  route({
    method: 'post',
    path: '/users/me/erasure',
    summary: 'Erase my account',
    description,
    access: 'user',
    body: z.strictObject({ password: givenPassword }),
    replies: { 202: erasureView },
    admit: passwords.admit,
    handle: async ({ caller, body, signal, transact }) => {
      const user = await requireLiveLogin(database.read, caller);
      await limits.password(user.id);
      if (!(await passwords.matches(body.password, user.passwordHash, signal))) throw invalidCredentials();
      return transact(tx => erase(tx, user.id, user.id), lastAdmin);
    },
  }),
  route({
    method: 'post',
    path: '/users/:id/erasure',
    summary: 'Erase an account',
    description: `For admins. ${description}`,
    access: 'admin',
    params: idParams,
    replies: { 202: erasureView },
    handle: async ({ caller, params, transact }) => {
      await requireAdmin(database.read, caller);
      return transact(tx => erase(tx, params.id, caller.userId), lastAdmin);
    },
  }),
  route({
    method: 'get',
    path: '/users/:id/erasure',
    summary: 'How far the erasure of an account is',
    description: 'For admins, and for whom the account belonged to as long as a token lives.',
    access: 'user',
    params: idParams,
    replies: { 200: erasureView },
    handle: async ({ caller, params }) => {
      await requireSelfOrAdmin(database.read, caller, params.id);
      const erasure = await findErasure(database.read, params.id);
      if (!erasure) throw notFound('erasure');
      return ok(erasure);
    },
  }),
];

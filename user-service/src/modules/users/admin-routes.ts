import { notFound } from '@ems/chassis/errors';
import { idParams, ok } from '@ems/chassis/http';
import type { UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { changeStanding, lastAdmin } from './change-standing';
import { listUsers } from './list-users';
import { requireAdmin, requireSelfOrAdmin } from './live-login';
import { adminPatch, listQuery, toUserView, userPage, userView } from './schemas';

export const adminRoutes = ({ database }: { database: UserDatabase }) => [
  route({
    method: 'get',
    path: '/users',
    summary: 'Search accounts',
    description: 'For admins.',
    access: 'admin',
    query: listQuery,
    replies: { 200: userPage },
    handle: async ({ caller, query }) => {
      await requireAdmin(database.read, caller);
      return ok(await listUsers(database.read, query, { userId: caller.userId, role: 'admin' }));
    },
  }),
  route({
    method: 'get',
    path: '/users/:id',
    summary: 'One account',
    description: 'For admins, and for whom it belongs to.',
    access: 'user',
    params: idParams,
    replies: { 200: userView },
    handle: async ({ caller, params }) => {
      await requireSelfOrAdmin(database.read, caller, params.id);
      const user = await database.read.user.findUnique({ where: { id: params.id } });
      if (!user) throw notFound('account');
      return ok(toUserView(user, caller));
    },
  }),
  route({
    method: 'patch',
    path: '/users/:id',
    summary: 'Change role or status of an account',
    description: 'For admins. Who is disabled, or is no admin any more, is logged out everywhere within a minute.',
    access: 'admin',
    params: idParams,
    body: adminPatch,
    replies: { 200: userView },
    handle: async ({ caller, params, body, requireFresh, transact }) => {
      await requireAdmin(database.read, caller);
      return transact(async tx => {
        const isFresh = (user: Parameters<typeof toUserView>[0]) => requireFresh(toUserView(user, caller));
        return ok(toUserView(await changeStanding(tx, params.id, body, caller.userId, isFresh), caller));
      }, lastAdmin);
    },
  }),
];

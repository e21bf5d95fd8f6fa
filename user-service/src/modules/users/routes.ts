import { notFound } from '@ems/chassis/errors';
import { idParams, ok } from '@ems/chassis/http';
import type { UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { requireAdmin, requireSelfOrAdmin } from './access';
import { changeRoleOrStatus, lastAdminErrors } from './change-role-or-status';
import { exportUser } from './export';
import { findShownUser, listUsers } from './repository';
import { adminPatch, exportView, listQuery, toUserView, userPage, userPatch, userView } from './schemas';
import { changeUser } from './user';

export const userRoutes = ({ client: db, sql }: UserDatabase) => [
  route({
    method: 'get',
    path: '/users/me',
    operationId: 'getMe',
    tag: 'Users',
    summary: 'Get my account',
    description: 'The account that the token is of.',
    access: 'user',
    scope: 'any',
    replies: { 200: userView },
    problems: ['not-found'],
    handle: async ({ caller }) => {
      const user = await findShownUser(sql, caller.userId);
      if (!user) throw notFound('account');
      return ok(toUserView(user));
    },
  }),
  route({
    method: 'patch',
    path: '/users/me',
    operationId: 'updateMe',
    tag: 'Users',
    summary: 'Update my account',
    description: 'JSON Merge Patch.',
    access: 'user',
    scope: 'admin',
    body: userPatch,
    replies: { 200: userView },
    problems: ['not-found', 'precondition-failed'],
    handle: ({ body, transact, ...change }) =>
      transact(async tx => ok(toUserView(await changeUser(tx, change.caller.userId, change, body)))),
  }),
  route({
    method: 'get',
    path: '/users/me/export',
    operationId: 'exportMe',
    tag: 'Users',
    summary: 'Export my data',
    description: 'All that user-service holds on me.',
    access: 'user',
    replies: { 200: exportView },
    problems: ['not-found'],
    handle: async ({ caller }) => ok(await exportUser(db, caller.userId), { 'Cache-Control': 'no-store' }),
  }),
  route({
    method: 'get',
    path: '/users',
    operationId: 'listUsers',
    tag: 'Users',
    summary: 'List accounts',
    description: 'For admins.',
    access: 'admin',
    scope: 'admin',
    query: listQuery,
    replies: { 200: userPage },
    handle: async ({ caller, query }) => {
      await requireAdmin(db, caller);
      return ok(await listUsers(db, query, { userId: caller.userId, role: 'admin' }));
    },
  }),
  route({
    method: 'get',
    path: '/users/:id',
    operationId: 'getUser',
    tag: 'Users',
    summary: 'Get an account',
    description: 'For admins and the account itself.',
    access: 'user',
    scope: 'admin',
    params: idParams,
    replies: { 200: userView },
    handle: async ({ caller, params }) => {
      await requireSelfOrAdmin(db, caller, params.id);
      const user = await findShownUser(sql, params.id);
      if (!user) throw notFound('account');
      return ok(toUserView(user, caller));
    },
  }),
  route({
    method: 'patch',
    path: '/users/:id',
    operationId: 'updateUser',
    tag: 'Users',
    summary: 'Change the role or status of an account',
    description: 'For admins. An account that is disabled or demoted is logged out everywhere within 15 s.',
    access: 'admin',
    scope: 'admin',
    params: idParams,
    body: adminPatch,
    replies: { 200: userView },
    problems: ['precondition-failed', 'user.last-admin', 'user.erased'],
    handle: ({ params, body, transact, ...change }) =>
      transact(
        async tx => ok(toUserView(await changeRoleOrStatus(tx, params.id, change, body), change.caller)),
        lastAdminErrors,
      ),
  }),
];

import { notFound } from '@ems/chassis/errors';
import { ok } from '@ems/chassis/http';
import { z } from 'zod';
import type { UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { renameUser } from './rename-user';
import { toUserView, userName, userView } from './schemas';

export const userRoutes = ({ database }: { database: UserDatabase }) => [
  route({
    method: 'get',
    path: '/users/me',
    summary: 'My account',
    access: 'user',
    replies: { 200: userView },
    handle: async ({ caller }) => {
      const user = await database.read.user.findUnique({ where: { id: caller.userId } });
      if (!user) throw notFound('account');
      return ok(toUserView(user));
    },
  }),
  route({
    method: 'patch',
    path: '/users/me',
    summary: 'Change my name',
    access: 'user',
    body: z.strictObject({ name: userName.optional() }),
    replies: { 200: userView },
    handle: ({ caller, body, requireFresh, transact }) =>
      transact(async tx => ok(toUserView(await renameUser(tx, caller.userId, body.name, requireFresh)))),
  }),
];

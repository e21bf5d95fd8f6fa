import { conflict, unauthenticated } from '@ems/chassis/errors';
import { created, noContent, ok, type Reply } from '@ems/chassis/http';
import type { UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { toUserView } from '../users';
import type { Passwords } from './passwords';
import { endFamily, invalidToken, ReusedToken, refresh } from './refresh';
import { register } from './register';
import { loggedIn, loginBody, refreshBody, registerBody } from './schemas';
import { hashToken, type Tokens } from './tokens';

interface Parts {
  database: UserDatabase;
  passwords: Passwords;
  tokens: Tokens;
}

const secret = { 'Cache-Control': 'no-store' };

export const authRoutes = ({ database, passwords, tokens }: Parts) => [
  route({
    method: 'post',
    path: '/auth/register',
    summary: 'Make an account and log in',
    access: 'public',
    body: registerBody,
    replies: { 201: loggedIn },
    secretReply: true,
    handle: async ({ body: { password, ...body }, client, transact }) => {
      const passwordHash = await passwords.hash(password);
      return transact(
        async (tx): Promise<Reply> => {
          const user = await register(tx, { ...body, passwordHash });
          const pair = await tokens.startFamily(tx, user, client.agent);
          return created('/api/v1/users/me', { user: toUserView(user), ...pair });
        },
        { users_email_key: () => conflict('user.email-taken', 'There is an account with this address.') },
      );
    },
  }),
  route({
    method: 'post',
    path: '/auth/login',
    summary: 'Log in',
    access: 'public',
    body: loginBody,
    replies: { 200: loggedIn },
    secretReply: true,
    handle: async ({ body, client, transact }) => {
      const user = await database.read.user.findUnique({ where: { email: body.email } });
      const active = user?.status === 'active' ? user : undefined;
      if (!(await passwords.matches(body.password, active?.passwordHash)) || !active) {
        throw unauthenticated('The address or the password is wrong.', 'auth.invalid-credentials');
      }
      return transact(async tx =>
        ok({ user: toUserView(active), ...(await tokens.startFamily(tx, active, client.agent)) }, secret),
      );
    },
  }),
  route({
    method: 'post',
    path: '/auth/refresh',
    summary: 'Exchange a refresh token for a new pair',
    access: 'public',
    body: refreshBody,
    replies: { 200: loggedIn },
    secretReply: true,
    handle: ({ body, transact }) =>
      transact(async tx => {
        const { user, pair } = await refresh(tx, tokens, body.refreshToken);
        return ok({ user: toUserView(user), ...pair }, secret);
      }).catch(async error => {
        if (error instanceof ReusedToken) await database.transact(tx => endFamily(tx, error.familyId));
        throw error;
      }),
  }),
  route({
    method: 'post',
    path: '/auth/logout',
    summary: 'End this login',
    access: 'public',
    body: refreshBody,
    replies: { 204: null },
    handle: ({ body, transact }) =>
      transact(async tx => {
        const token = await tx.refreshToken.findUnique({ where: { hash: hashToken(body.refreshToken) } });
        if (!token) throw invalidToken();
        await endFamily(tx, token.familyId);
        return noContent();
      }),
  }),
];

import { conflict } from '@ems/chassis/errors';
import { created, noContent, ok } from '@ems/chassis/http';
import { route } from '../../shared/route';
import { isSamePassword, keepRenewed } from '../passwords';
import { lockUser, signOut, toUserView } from '../users';

import { invalidCredentials, logIn } from './log-in';
import { type AuthParts, secret } from './parts';
import { endFamily, endReused, invalidToken, ReusedToken, refresh } from './refresh';
import { register } from './register';
import { loggedIn, loginBody, refreshBody, registerBody } from './schemas';
import { startLogin } from './start-login';
import { hashToken } from './tokens';

export const authRoutes = (parts: AuthParts) => {
  const { database, passwords, tokens, limits } = parts;
  return [
    route({
      method: 'post',
      path: '/auth/register',
      summary: 'Make an account and log in',
      access: 'public',
      body: registerBody,
      replies: { 201: loggedIn },
      secretReply: true,
      admit: passwords.admit,
      handle: async ({ body: { password, ...body }, client, signal, transact }) => {
        await limits.register(client.address);
        const passwordHash = await passwords.hash(password, signal);
        return transact(
          async tx => {
            const user = await register(tx, { ...body, passwordHash });
            const pair = await startLogin(tx, tokens, user, client, 'account.registered');
            const reply = created('/api/v1/users/me', { user: toUserView(user), ...pair });
            return { ...reply, headers: { ...reply.headers, ...secret } };
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
      admit: passwords.admit,
      handle: async ({ body, client, signal, transact }) => {
        const { user: checked, renewed } = await logIn(parts, { ...body, client, signal });
        return transact(async tx => {
          // It may have been disabled, or its password changed, while the old one was compared.
          const user = await lockUser(tx, checked.id);
          const isSame = isSamePassword(user.passwordHash, checked.passwordHash);
          if (user.status !== 'active' || !isSame) throw invalidCredentials();
          await keepRenewed(tx, user, renewed);
          return ok(
            { user: toUserView(user), ...(await startLogin(tx, tokens, user, client, 'login.succeeded')) },
            secret,
          );
        });
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
      handle: ({ body, client, transact }) =>
        transact(async tx => {
          const { user, pair } = await refresh(tx, tokens, body.refreshToken, client);
          return ok({ user: toUserView(user), ...pair }, secret);
        }).catch(async error => {
          if (error instanceof ReusedToken) await database.transact(tx => endReused(tx, error, client));
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
    route({
      method: 'post',
      path: '/auth/logout-all',
      summary: 'End all my logins, everywhere',
      access: 'user',
      replies: { 204: null },
      handle: ({ caller, transact }) =>
        transact(async tx => {
          await signOut(tx, await lockUser(tx, caller.userId));
          return noContent();
        }),
    }),
  ];
};

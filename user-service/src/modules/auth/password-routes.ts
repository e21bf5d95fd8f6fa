import { accepted, noContent } from '@ems/chassis/http';
import type { UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { enqueueMailToAddress } from '../mail';
import type { Passwords } from '../passwords';
import type { Limits } from '../throttle';
import { requireActiveLogin } from '../users';
import { invalidCredentials } from './login';
import { ownerOf } from './one-time-tokens';
import { changePasswordBody, forgotBody, resetBody } from './schemas';
import { changePassword, resetPassword } from './set-password';

interface Dependencies {
  database: UserDatabase;
  passwords: Passwords;
  limits: Limits;
}

export const passwordRoutes = ({ database, passwords, limits }: Dependencies) => [
  route({
    method: 'post',
    path: '/auth/password',
    operationId: 'changePassword',
    tag: 'Authentication',
    summary: 'Change my password',
    description: 'Logs all other devices out.',
    access: 'user',
    body: changePasswordBody,
    replies: { 204: null },
    problems: ['too-many-requests', 'auth.invalid-credentials'],
    admit: passwords.admit,
    handle: async ({ body, transact, ...request }) => {
      const { caller, signal } = request;
      const user = await requireActiveLogin(database.client, caller);
      await limits.password(caller.userId);
      if (!(await passwords.matches(body.currentPassword, user.passwordHash, signal))) throw invalidCredentials();
      const passwordHash = await passwords.hash(body.newPassword, signal);
      return transact(async tx => {
        await changePassword(tx, user, passwordHash, request);
        return noContent();
      });
    },
  }),
  route({
    method: 'post',
    path: '/auth/password/forgot',
    operationId: 'requestPasswordReset',
    tag: 'Authentication',
    summary: 'Request a password reset',
    description: 'The reply is the same whether or not there is such an account.',
    access: 'anyone',
    body: forgotBody,
    replies: { 202: null },
    problems: ['too-many-requests'],
    handle: async ({ body, client, transact }) => {
      await limits.mail(body.email, client.address);
      return transact(async tx => {
        await enqueueMailToAddress(tx, 'reset_password', body.email);
        return accepted();
      });
    },
  }),
  route({
    method: 'post',
    path: '/auth/password/reset',
    operationId: 'resetPassword',
    tag: 'Authentication',
    summary: 'Reset my password',
    description: 'The token is valid once, for half an hour. Logs all devices out.',
    access: 'anyone',
    body: resetBody,
    replies: { 204: null },
    problems: ['too-many-requests', 'auth.invalid-token'],
    admit: passwords.admit,
    handle: async ({ body, transact, ...request }) => {
      const { client, now, signal } = request;
      await limits.token(client.address);
      // Only a token that can be right is worth a bcrypt.
      await ownerOf(database.client, body.token, 'reset_password', now);
      const passwordHash = await passwords.hash(body.newPassword, signal);
      return transact(async tx => {
        await resetPassword(tx, limits, body.token, passwordHash, request);
        return noContent();
      });
    },
  }),
];

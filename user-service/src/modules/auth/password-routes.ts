import { audit } from '@ems/chassis/audit';
import { accepted, noContent } from '@ems/chassis/http';
import { route } from '../../shared/route';
import { enqueueMail, enqueueMailTo } from '../mail';
import { isSamePassword } from '../passwords';
import { deviceOf, knowDevice } from '../throttle';
import { changeAccount, endOtherFamilies, lockUser, requireLiveLogin, signOut } from '../users';

import { invalidCredentials } from './log-in';
import { ownerOf, useToken } from './one-time-tokens';
import type { AuthParts } from './parts';
import { invalidToken } from './refresh';
import { changePasswordBody, forgotBody, resetBody } from './schemas';

export const passwordRoutes = ({ database, passwords, limits }: AuthParts) => [
  route({
    method: 'post',
    path: '/auth/password',
    summary: 'Change my password',
    description: 'Ends all other logins.',
    access: 'user',
    body: changePasswordBody,
    replies: { 204: null },
    admit: passwords.admit,
    handle: async ({ body, caller, client, signal, transact }) => {
      const checked = await requireLiveLogin(database.read, caller);
      await limits.password(caller.userId);
      if (!(await passwords.matches(body.currentPassword, checked.passwordHash, signal))) throw invalidCredentials();
      const passwordHash = await passwords.hash(body.newPassword, signal);
      return transact(async tx => {
        const user = await lockUser(tx, caller.userId);
        if (!isSamePassword(user.passwordHash, checked.passwordHash)) throw invalidCredentials();
        await endOtherFamilies(tx, user.id, caller.sid);
        await tx.oneTimeToken.deleteMany({ where: { userId: user.id, kind: 'reset_password' } });
        const { version } = await changeAccount(tx, user, { passwordHash });
        await enqueueMail(tx, 'password_changed', user.id, `password_changed ${user.id} ${version}`);
        await audit(tx, { action: 'password.changed', actor: user.id, subject: user.id, client });
        return noContent();
      });
    },
  }),
  route({
    method: 'post',
    path: '/auth/password/forgot',
    summary: 'Ask for a mail that lets me set a new password',
    description: 'The answer is the same whether or not there is such an account.',
    access: 'public',
    body: forgotBody,
    replies: { 202: null },
    handle: async ({ body, client, transact }) => {
      await limits.mail(body.email, client.address);
      return transact(async tx => {
        await enqueueMailTo(tx, 'reset_password', body.email);
        return accepted();
      });
    },
  }),
  route({
    method: 'post',
    path: '/auth/password/reset',
    summary: 'Set a new password with the token of a mail',
    description: 'The token counts once, for half an hour. Ends all logins.',
    access: 'public',
    body: resetBody,
    replies: { 204: null },
    admit: passwords.admit,
    handle: async ({ body, client, signal, transact }) => {
      await limits.token(client.address);
      // Only what could be a right token is worth a bcrypt.
      await ownerOf(database.read, body.token, 'reset_password');
      const passwordHash = await passwords.hash(body.newPassword, signal);
      return transact(async tx => {
        const user = await lockUser(tx, await useToken(tx, body.token, 'reset_password'));
        if (user.status !== 'active') throw invalidToken();
        const { version } = await signOut(tx, user, { passwordHash, emailVerified: true });
        await knowDevice(tx, user.id, deviceOf(user.email, client.address));
        await limits.recovered(user.email);
        await enqueueMail(tx, 'password_changed', user.id, `password_changed ${user.id} ${version}`);
        await audit(tx, { action: 'password.reset', actor: user.id, subject: user.id, client });
        return noContent();
      });
    },
  }),
];

import { newId } from '@ems/chassis/database';
import { accepted, noContent } from '@ems/chassis/http';
import { route } from '../../shared/route';
import { enqueueMail } from '../mail';
import { changeAccount, lockUser } from '../users';
import { useToken } from './one-time-tokens';
import type { AuthParts } from './parts';
import { verifyBody } from './schemas';

export const emailRoutes = ({ limits }: Pick<AuthParts, 'limits'>) => [
  route({
    method: 'post',
    path: '/auth/email/verify',
    summary: 'Confirm my address with the token of a mail',
    access: 'public',
    body: verifyBody,
    replies: { 204: null },
    handle: async ({ body, client, transact }) => {
      await limits.token(client.address);
      return transact(async tx => {
        const user = await lockUser(tx, await useToken(tx, body.token, 'verify_email'));
        if (!user.emailVerified) await changeAccount(tx, user, { emailVerified: true });
        return noContent();
      });
    },
  }),
  route({
    method: 'post',
    path: '/auth/email/resend',
    summary: 'Ask for another mail to confirm my address',
    description: 'Nothing is sent where the address is confirmed already.',
    access: 'user',
    replies: { 202: null },
    handle: async ({ caller, client, transact }) => {
      await limits.mail(caller.userId, client.address);
      return transact(async tx => {
        const user = await lockUser(tx, caller.userId);
        if (!user.emailVerified) await enqueueMail(tx, 'verify_email', user.id, `verify_email ${user.id} ${newId()}`);
        return accepted();
      });
    },
  }),
];

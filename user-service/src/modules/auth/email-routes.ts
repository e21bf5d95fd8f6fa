import type { EmailDigest } from '@ems/chassis/auth';
import { accepted, noContent } from '@ems/chassis/http';
import type { UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import type { Passwords } from '../passwords';
import type { Limits } from '../throttle';
import { emailTakenErrors, requireActiveLogin } from '../users';
import { confirmEmailChange, requestEmailChange, undoEmailChange } from './email-change';
import { invalidCredentials } from './login';
import { changeEmailBody, verifyBody } from './schemas';

interface Dependencies {
  database: UserDatabase;
  passwords: Passwords;
  limits: Limits;
  emailDigest: EmailDigest;
}

/** How an account gets another address. */
export const emailRoutes = (dependencies: Dependencies) => [
  changeRoute(dependencies),
  linkRoute(dependencies, confirmEmailChange, {
    path: '/auth/email/confirm',
    operationId: 'confirmEmail',
    summary: 'Confirm my new email address',
    description:
      'The token is valid once, for a day. From then on the new address is the one to log in with; the old one gets a mail by which this can be undone for 7 days.',
  }),
  linkRoute(dependencies, undoEmailChange, {
    path: '/auth/email/undo',
    operationId: 'undoEmailChange',
    summary: 'Undo a change of my email address',
    description:
      'With the token of the mail to the old address, once, for 7 days. The account has that address again, without later changes, and all devices are logged out.',
  }),
];

/** Asks for the password, and mails the link. */
const changeRoute = ({ database, passwords, limits }: Dependencies) =>
  route({
    method: 'post',
    path: '/auth/email',
    operationId: 'changeEmail',
    tag: 'Authentication',
    summary: 'Change my email address',
    description:
      'Mails a link to the new address; the old one stays until that is opened. The reply is the same whether or not an account has the new address.',
    access: 'user',
    body: changeEmailBody,
    replies: { 202: null },
    problems: ['too-many-requests', 'not-found', 'auth.invalid-credentials'],
    admit: passwords.admit,
    handle: async ({ body, caller, transact, ...request }) => {
      const user = await requireActiveLogin(database.client, caller);
      await limits.password(user.id);
      await limits.mail(body.newEmail, request.client.address);
      if (!(await passwords.matches(body.password, user.passwordHash, request.signal))) throw invalidCredentials();
      return transact(async tx => {
        await requestEmailChange(tx, user, body.newEmail, request);
        return accepted();
      });
    },
  });

/** What the link in a mail does, for whoever has its token. */
const linkRoute = <Path extends string>(
  { limits, emailDigest }: Dependencies,
  follow: typeof confirmEmailChange,
  about: { path: Path; operationId: string; summary: string; description: string },
) =>
  route({
    method: 'post',
    tag: 'Authentication',
    ...about,
    access: 'anyone',
    body: verifyBody,
    replies: { 204: null },
    problems: ['too-many-requests', 'auth.invalid-token', 'user.email-taken'],
    handle: async ({ body, transact, ...request }) => {
      await limits.token(request.client.address);
      return transact(async tx => {
        await follow(tx, emailDigest, body.token, request);
        return noContent();
      }, emailTakenErrors);
    },
  });

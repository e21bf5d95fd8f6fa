import type { EmailDigest } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import { accepted, created, idParams, noContent, ok, pageQuery } from '@ems/chassis/http';
import { z } from 'zod';
import type { UserDatabase } from '../../shared/database';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { enqueueMail } from '../mail';
import { isSamePasswordVersion, type Passwords } from '../passwords';
import type { Limits } from '../throttle';
import {
  createUser,
  emailTakenErrors,
  endLogins,
  lockUserForUpdate,
  signOutEverywhere,
  toUserView,
  updateUser,
} from '../users';
import { listDevices } from './devices';
import { languageOf } from './language';
import { invalidCredentials, issueTokens, storeRehashed, verifyCredentials } from './login';
import { consumeOneTimeToken } from './one-time-tokens';
import { invalidToken, ReusedTokenError, revokeReused, rotateRefreshToken } from './refresh';
import { devicePage, loggedIn, loginBody, refreshBody, registerBody, verifyBody } from './schemas';
import { hashToken, type Tokens } from './tokens';

/** For replies with tokens. */
const noStore = { 'Cache-Control': 'no-store' };

interface Dependencies {
  database: UserDatabase;
  passwords: Passwords;
  tokens: Tokens;
  limits: Limits;
  emailDigest: EmailDigest;
}

export const authRoutes = ({ database, passwords, tokens, limits, emailDigest }: Dependencies) => [
  route({
    method: 'post',
    path: '/auth/register',
    operationId: 'registerAccount',
    tag: 'Authentication',
    summary: 'Register an account',
    description:
      'Logs the account in at once, and mails a link that verifies the address. Its mails are in the language that Accept-Language asks for, if there are any.',
    access: 'anyone',
    body: registerBody,
    replies: { 201: loggedIn },
    problems: ['too-many-requests', 'user.email-taken'],
    secretReply: true,
    admit: passwords.admit,
    handle: async ({ body: { password, ...body }, transact, ...request }) => {
      await limits.register(request.client.address);
      const passwordHash = await passwords.hash(password, request.signal);
      return transact(async tx => {
        const language = languageOf(request.client.languages);
        const user = await createUser(tx, { ...body, emailDigest: emailDigest(body.email), passwordHash, language });
        const pair = await issueTokens(tx, { tokens, limits }, user, request, 'account.registered');
        const reply = created('/api/v1/users/me', { user: toUserView(user), ...pair });
        return { ...reply, headers: { ...reply.headers, ...noStore } };
      }, emailTakenErrors);
    },
  }),
  route({
    method: 'post',
    path: '/auth/login',
    operationId: 'login',
    tag: 'Authentication',
    summary: 'Log in',
    description: 'Whatever is wrong, the reply is the same. Tries are counted by account and by address.',
    access: 'anyone',
    body: loginBody,
    replies: { 200: loggedIn },
    problems: ['too-many-requests', 'auth.invalid-credentials'],
    secretReply: true,
    admit: passwords.admit,
    handle: async ({ body, transact, ...request }) => {
      const verified = await verifyCredentials({ database, passwords, limits }, { ...body, ...request });
      return transact(async tx => {
        // It may have been disabled, or its password changed, while the old one was compared.
        const user = await lockUserForUpdate(tx, verified.user.id);
        const isSame = isSamePasswordVersion(user.passwordHash, verified.user.passwordHash);
        if (user.status !== 'active' || !isSame) throw invalidCredentials();
        await storeRehashed(tx, user, verified.rehashed);
        const pair = await issueTokens(tx, { tokens, limits }, user, request, 'login.succeeded');
        return ok({ user: toUserView(user), ...pair }, noStore);
      });
    },
  }),
  route({
    method: 'post',
    path: '/auth/refresh',
    operationId: 'refreshTokens',
    tag: 'Authentication',
    summary: 'Refresh tokens',
    description: 'Gives new tokens for the refresh token, once: one that comes again ends its whole login.',
    access: 'anyone',
    body: refreshBody,
    replies: { 200: loggedIn },
    problems: ['auth.invalid-token', 'auth.token-reused'],
    secretReply: true,
    handle: ({ body, transactSql, ...request }) =>
      transactSql(async sql => {
        const { user, pair } = await rotateRefreshToken(sql, tokens, body.refreshToken, request);
        return ok({ user: toUserView(user), ...pair }, noStore);
      }).catch(async error => {
        if (!(error instanceof ReusedTokenError)) throw error;
        await database.transact(tx => revokeReused(tx, error, request));
        throw problem('auth.token-reused', 'This refresh token was used before; log in again.');
      }),
  }),
  route({
    method: 'post',
    path: '/auth/logout',
    operationId: 'logout',
    tag: 'Authentication',
    summary: 'Log out',
    description: 'Ends the login of the refresh token; its access tokens are refused within 15 s.',
    access: 'anyone',
    body: refreshBody,
    replies: { 204: null },
    problems: ['auth.invalid-token'],
    handle: ({ body, now, transact }) =>
      transact(async tx => {
        const token = await tx.refreshToken.findUnique({ where: { hash: hashToken(body.refreshToken) } });
        if (!token) throw invalidToken();
        await endLogins(tx, { id: token.familyId }, now);
        return noContent();
      }),
  }),
  route({
    method: 'post',
    path: '/auth/logout-all',
    operationId: 'logoutAll',
    tag: 'Authentication',
    summary: 'Log out everywhere',
    description: 'Ends all logins of my account.',
    access: 'user',
    replies: { 204: null },
    problems: ['not-found'],
    handle: ({ caller, now, transact }) =>
      transact(async tx => {
        await signOutEverywhere(tx, await lockUserForUpdate(tx, caller.userId), now);
        return noContent();
      }),
  }),
  route({
    method: 'get',
    path: '/auth/devices',
    operationId: 'listDevices',
    tag: 'Authentication',
    summary: 'List my devices',
    description: 'One entry for each login that has not ended.',
    access: 'user',
    query: z.strictObject(pageQuery),
    replies: { 200: devicePage },
    handle: async ({ caller, now, query }) => ok(await listDevices(database.client, caller, query, now)),
  }),
  route({
    method: 'delete',
    path: '/auth/devices/:id',
    operationId: 'revokeDevice',
    tag: 'Authentication',
    summary: 'Log a device out',
    description: 'Ends one of my logins; its access tokens are refused within 15 s.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ caller, now, params, transact }) =>
      transact(async tx => {
        const ended = await endLogins(tx, { id: params.id, userId: caller.userId }, now);
        if (ended === 0) throw notFound('device');
        return noContent();
      }),
  }),
  route({
    method: 'post',
    path: '/auth/email/verify',
    operationId: 'verifyEmail',
    tag: 'Authentication',
    summary: 'Verify my email address',
    description: 'The token is valid once; the mail after registration has it.',
    access: 'anyone',
    body: verifyBody,
    replies: { 204: null },
    problems: ['too-many-requests', 'auth.invalid-token'],
    handle: async ({ body, client, now, transact }) => {
      await limits.token(client.address);
      return transact(async tx => {
        const user = await lockUserForUpdate(tx, await consumeOneTimeToken(tx, body.token, 'verify_email', now));
        if (!user.emailVerified) await updateUser(tx, user, { emailVerified: true }, now);
        return noContent();
      });
    },
  }),
  route({
    method: 'post',
    path: '/auth/email/resend',
    operationId: 'resendVerificationEmail',
    tag: 'Authentication',
    summary: 'Resend the verification email',
    description: 'Sends nothing where the address is verified already.',
    access: 'user',
    replies: { 202: null },
    problems: ['too-many-requests', 'not-found'],
    handle: async ({ caller, client, transact }) => {
      await limits.mail(caller.userId, client.address);
      return transact(async tx => {
        const user = await lockUserForUpdate(tx, caller.userId);
        if (!user.emailVerified && !user.erasedAt)
          await enqueueMail(tx, 'verify_email', user.id, `verify_email ${user.id} ${newId()}`);
        return accepted();
      });
    },
  }),
];

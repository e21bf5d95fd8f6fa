import { created, idParams, noContent, ok, pageQuery } from '@ems/chassis/http';
import { z } from 'zod';
import type { UserDatabase } from '../../shared/database';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { createToken, deleteToken, findToken, listTokens } from './personal-token';
import { createdToken, newTokenBody, tokenPage, tokenView } from './schemas';

const tooManyTokens = () =>
  problem('auth.too-many-tokens', 'An account has at most 50 personal access tokens that are valid.');

/** Tokens by which scripts act for their owner, all but these routes and whatever else takes a login. */
export const personalTokenRoutes = ({ client: db }: UserDatabase) => [
  route({
    method: 'post',
    path: '/auth/tokens',
    operationId: 'createPersonalAccessToken',
    tag: 'Authentication',
    summary: 'Create a personal access token',
    description:
      'For scripts, which send `token` as Bearer; it is shown this once. It may do what its scopes say and its owner may at ' +
      'the time; with `eventIds`, of what belongs to events, only what belongs to these. A new password ends it.',
    access: 'user',
    body: newTokenBody,
    replies: { 201: createdToken },
    problems: ['forbidden', 'auth.too-many-tokens'],
    secretReply: true,
    handle: ({ body, transact, ...request }) =>
      transact(
        async tx => {
          const token = await createToken(tx, request, body);
          const reply = created(`/api/v1/auth/tokens/${token.id}`, token);
          return { ...reply, headers: { ...reply.headers, 'Cache-Control': 'no-store' } };
        },
        { personal_access_tokens_limit: tooManyTokens },
      ),
  }),
  route({
    method: 'get',
    path: '/auth/tokens',
    operationId: 'listPersonalAccessTokens',
    tag: 'Authentication',
    summary: 'List my personal access tokens',
    description: 'The newest first; one that has expired for 30 days more.',
    access: 'user',
    query: z.strictObject(pageQuery),
    replies: { 200: tokenPage },
    handle: async ({ caller, query }) => ok(await listTokens(db, caller, query)),
  }),
  route({
    method: 'get',
    path: '/auth/tokens/:id',
    operationId: 'getPersonalAccessToken',
    tag: 'Authentication',
    summary: 'Get a personal access token of mine',
    description: 'Without the token itself, which is not stored.',
    access: 'user',
    params: idParams,
    replies: { 200: tokenView },
    handle: async ({ caller, params }) => ok(await findToken(db, caller, params.id)),
  }),
  route({
    method: 'delete',
    path: '/auth/tokens/:id',
    operationId: 'deletePersonalAccessToken',
    tag: 'Authentication',
    summary: 'Delete a personal access token',
    description: 'It is refused at once, and what it began within 15 s in every service.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ params, transact, ...request }) =>
      transact(async tx => {
        await deleteToken(tx, request, params.id);
        return noContent();
      }),
  }),
];

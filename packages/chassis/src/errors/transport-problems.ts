import { z } from 'zod';
import { ofKind } from './error-kinds';
import { fieldError } from './field-error';

/**
 * The problems of the transport itself, the same for every route, and those that only the gateway answers. Codes are stable:
 * bare words, but for those of `idempotency` and `auth`; a service's own are `<noun>.<reason>`.
 */
export const transportProblems = {
  'malformed-request': {
    ...ofKind('malformed'),
    meaning: 'The request is no well-formed HTTP.',
    advice: 'Send it by an HTTP library.',
  },
  'malformed-json': {
    ...ofKind('malformed'),
    meaning: 'The body is no well-formed JSON object.',
    advice: 'Check quotes, commas and the encoding (UTF-8).',
  },
  'validation-failed': {
    ...ofKind('invalid'),
    meaning: 'A field is missing, of the wrong type or size, or not known to the route.',
    advice:
      'See `errors`: each names a field by JSON Pointer and says what is wrong; `moreErrors` counts those beyond the first 50.',
    facts: {
      errors: z.array(fieldError).describe('What is wrong, field by field'),
      moreErrors: z.int().optional().describe('How many more there are'),
    },
    example: {
      errors: [{ pointer: '#/title', code: 'too-long', detail: 'At most 200 characters', maximum: 200 }],
    },
  },
  unauthenticated: {
    ...ofKind('unauthenticated'),
    meaning: 'No access token came, or one that is not valid (any more).',
    advice: 'Log in, or exchange the refresh token at POST /api/v1/auth/refresh.',
  },
  forbidden: {
    ...ofKind('forbidden'),
    meaning: 'You may see this, but not do it.',
    advice: 'Ask the owner of the event, or an admin.',
  },
  'auth.insufficient-scope': {
    ...ofKind('forbidden'),
    meaning: 'The personal access token was not given this: `scope` names what it lacks; some routes take a login.',
    advice: 'Make a token with that scope, or for that event, at POST /api/v1/auth/tokens.',
    facts: { scope: z.string().optional().describe('The scope that would have sufficed') },
    example: { scope: 'sessions:write' },
  },
  'not-found': {
    ...ofKind('not-found'),
    meaning: 'There is no such thing, or you may not know of it.',
    advice: 'Check the path and the id; log in if it is not public.',
  },
  'method-not-allowed': {
    ...ofKind('method-not-allowed'),
    meaning: 'The path exists, but not with this method.',
    advice: 'See the Allow header.',
  },
  'not-acceptable': {
    ...ofKind('not-acceptable'),
    meaning: 'The route does not answer the media type asked for.',
    advice: 'Ask for application/json, or leave Accept out.',
  },
  'request-timeout': {
    ...ofKind('timeout'),
    meaning: 'The request took too long to arrive.',
    advice: 'Send it again.',
  },
  'idempotency.in-progress': {
    ...ofKind('conflict'),
    meaning: 'The first request with this Idempotency-Key still runs.',
    advice: 'Try again after the seconds in Retry-After.',
  },
  'precondition-failed': {
    ...ofKind('precondition-failed'),
    meaning: 'The resource has changed since you read it.',
    advice: 'Read it again; its current ETag is in this reply.',
    facts: { currentVersion: z.int().describe('The version that there is') },
    example: { currentVersion: 4 },
  },
  'too-large': { ...ofKind('too-large'), meaning: 'The body is larger than 256 KiB.', advice: 'Send less.' },
  'uri-too-long': {
    status: 414,
    title: 'URI too long',
    meaning: 'The URI is longer than 8 KiB.',
    advice: 'Send less in the query.',
  },
  'unsupported-media-type': {
    ...ofKind('unsupported-media-type'),
    meaning: 'The body is not JSON.',
    advice: 'Send Content-Type: application/json, uncompressed, in UTF-8.',
  },
  'range-not-satisfiable': {
    status: 416,
    title: 'Range not satisfiable',
    meaning: 'The range lies outside of what is here.',
    advice: 'Leave Range out.',
  },
  'idempotency.key-reused': {
    ...ofKind('unprocessable'),
    meaning: 'This Idempotency-Key came before, with another body.',
    advice: 'Take a new key for each new request.',
  },
  'too-many-requests': {
    ...ofKind('too-many-requests'),
    meaning: 'Too many requests from this address or for this account.',
    advice: 'Try again after the seconds in Retry-After.',
  },
  'headers-too-large': {
    ...ofKind('headers-too-large'),
    meaning: 'The headers are too large.',
    advice: 'Send smaller headers.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    meaning: 'Something went wrong on our side.',
    advice: 'Report the requestId.',
  },
  'not-implemented': {
    status: 501,
    title: 'Not implemented',
    meaning: 'The transfer coding is not understood.',
    advice: 'Use Content-Length or chunked.',
  },
  unavailable: {
    ...ofKind('unavailable'),
    meaning: 'The service, or a part that it needs, is not available at the moment; nothing was changed.',
    advice: 'Try again after the seconds in Retry-After, with the same Idempotency-Key.',
  },
  'out-of-step': {
    ...ofKind('unavailable'),
    meaning:
      'What this belongs to is known here in a newer version than where it is owned: a database was restored to an earlier copy. Nothing was changed.',
    advice: 'Try again when the operator has reconciled the services; reading goes on.',
  },
  'outcome-unknown': {
    ...ofKind('unavailable'),
    meaning: 'A service, or its database, was lost while the change was made: it may have been done, or not.',
    advice: 'Send the same request again with the same Idempotency-Key: it is done once. Sent without one, look first.',
  },
  'http-version-not-supported': {
    status: 505,
    title: 'HTTP version not supported',
    meaning: 'This version of HTTP is not spoken here.',
    advice: 'Use HTTP/1.1.',
  },
} as const;

/** The code of a problem that the transport itself answers. */
export type TransportCode = keyof typeof transportProblems;

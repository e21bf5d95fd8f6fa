import { z } from 'zod';
import { fieldError } from './field-error';

/**
 * The problems of the transport itself, the same for every route, and those that only the gateway answers. Codes are stable:
 * bare words, but for those of `idempotency` and `auth`; a service's own are `<noun>.<reason>`.
 */
export const transportProblems = {
  'malformed-request': {
    status: 400,
    title: 'Malformed request',
    meaning: 'The request is no well-formed HTTP.',
    advice: 'Send it by an HTTP library.',
  },
  'malformed-json': {
    status: 400,
    title: 'Malformed request',
    meaning: 'The body is no well-formed JSON object.',
    advice: 'Check quotes, commas and the encoding (UTF-8).',
  },
  'validation-failed': {
    status: 400,
    title: 'Invalid request',
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
    status: 401,
    title: 'Not authenticated',
    meaning: 'No access token came, or one that is not valid (any more).',
    advice: 'Log in, or exchange the refresh token at POST /api/v1/auth/refresh.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    meaning: 'You may see this, but not do it.',
    advice: 'Ask the owner of the event, or an admin.',
  },
  'auth.insufficient-scope': {
    status: 403,
    title: 'Forbidden',
    meaning: 'The personal access token was not given this: `scope` names what it lacks; some routes take a login.',
    advice: 'Make a token with that scope, or for that event, at POST /api/v1/auth/tokens.',
    facts: { scope: z.string().optional().describe('The scope that would have sufficed') },
    example: { scope: 'sessions:write' },
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    meaning: 'There is no such thing, or you may not know of it.',
    advice: 'Check the path and the id; log in if it is not public.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    meaning: 'The path exists, but not with this method.',
    advice: 'See the Allow header.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Not acceptable',
    meaning: 'The route does not answer the media type asked for.',
    advice: 'Ask for application/json, or leave Accept out.',
  },
  'request-timeout': {
    status: 408,
    title: 'Request timeout',
    meaning: 'The request took too long to arrive.',
    advice: 'Send it again.',
  },
  'idempotency.in-progress': {
    status: 409,
    title: 'Conflict',
    meaning: 'The first request with this Idempotency-Key still runs.',
    advice: 'Try again after the seconds in Retry-After.',
  },
  'precondition-failed': {
    status: 412,
    title: 'Precondition failed',
    meaning: 'The resource has changed since you read it.',
    advice: 'Read it again; its current ETag is in this reply.',
    facts: { currentVersion: z.int().describe('The version that there is') },
    example: { currentVersion: 4 },
  },
  'too-large': { status: 413, title: 'Too large', meaning: 'The body is larger than 256 KiB.', advice: 'Send less.' },
  'uri-too-long': {
    status: 414,
    title: 'URI too long',
    meaning: 'The URI is longer than 8 KiB.',
    advice: 'Send less in the query.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
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
    status: 422,
    title: 'Unprocessable',
    meaning: 'This Idempotency-Key came before, with another body.',
    advice: 'Take a new key for each new request.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    meaning: 'Too many requests from this address or for this account.',
    advice: 'Try again after the seconds in Retry-After.',
  },
  'headers-too-large': {
    status: 431,
    title: 'Headers too large',
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
    status: 503,
    title: 'Unavailable',
    meaning: 'The service, or a part that it needs, is not available at the moment; nothing was changed.',
    advice: 'Try again after the seconds in Retry-After, with the same Idempotency-Key.',
  },
  'out-of-step': {
    status: 503,
    title: 'Unavailable',
    meaning:
      'What this belongs to is known here in a newer version than where it is owned: a database was restored to an earlier copy. Nothing was changed.',
    advice: 'Try again when the operator has reconciled the services; reading goes on.',
  },
  'outcome-unknown': {
    status: 503,
    title: 'Unavailable',
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

import type { RequestHandler } from 'express';
import { notFound, transportError } from '../errors';

/** What is read of a request's headers beside `Authorization` and `Idempotency-Key`, which have bounds of their own. */
const readHeaders = [
  'accept',
  'content-encoding',
  'content-type',
  'host',
  'if-match',
  'if-none-match',
  'prefer',
  'traceparent',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-request-id',
] as const;
const longestHeader = 2_000;

/** Before anything parses it. @throws DomainError 431 */
export const refuseUnbounded: RequestHandler = (request, _response, next) => {
  for (const name of readHeaders) {
    if ((request.headers[name]?.length ?? 0) > longestHeader) {
      throw transportError(
        'headers-too-large',
        'headers-too-large',
        `${name} is longer than ${longestHeader} characters.`,
      );
    }
  }
  next();
};

/** A doubled slash, a dot segment, or an encoded slash, letter, digit or `-._~` (RFC 3986, 6.2.2.2). The gateway has the same. */
const otherSpelling = /\/\/|\/\.\.?(?:\/|$)|%(?:2[DEF]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/i;

/** @throws DomainError 404 */
export const refuseOtherSpellings: RequestHandler = (request, _response, next) => {
  if (otherSpelling.test(request.path)) throw notFound('route');
  next();
};

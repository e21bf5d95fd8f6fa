import { z } from 'zod';

const text = { type: 'string' } as const;

/** What replies carry, by name: components of every document. */
export const responseHeaders = {
  ETag: { description: 'Names this version of these bytes, for If-Match and If-None-Match (RFC 9110)', schema: text },
  Location: { description: 'The path of what was made, or where it is now', schema: text },
  'Content-Disposition': { description: 'The name of the file to save it as (RFC 6266)', schema: text },
  Link: { description: 'The next page, as `<…>; rel="next"`; absent on the last (RFC 8288)', schema: text },
  'Retry-After': {
    description: 'After how many seconds to try again',
    schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 3_600 },
  },
  'WWW-Authenticate': { description: 'How to authenticate (RFC 6750)', schema: text },
  'Idempotency-Replayed': {
    description: 'Of a reply that came before, to the same Idempotency-Key',
    schema: { type: 'string', const: 'true' },
  },
  'Preference-Applied': {
    description: 'Of a reply without its body: `return=minimal` (RFC 7240)',
    schema: { type: 'string', const: 'return=minimal' },
  },
  RateLimit: { description: 'What is left of each limit (draft-ietf-httpapi-ratelimit-headers-10)', schema: text },
  'RateLimit-Policy': { description: 'The limits themselves (the same draft)', schema: text },
  Warning: { description: 'Of a reply that is not whole or not current: what and why (RFC 9111, 5.5)', schema: text },
  'X-Request-Id': { description: 'Stands in every line of the logs about this request', schema: text },
} as const;

export type ResponseHeader = keyof typeof responseHeaders;

/** References to them, of which every reply has the last. */
export const headerRefs = (...names: ResponseHeader[]) =>
  Object.fromEntries(
    [...names, 'X-Request-Id' as const].map(name => [name, { $ref: `#/components/headers/${name}` as const }]),
  );

const entityTags = z.string().max(1_000).describe('Entity tags, or `*`').optional();

/** What requests may carry besides the headers of every request. */
export const requestHeaders = {
  idempotencyKey: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[\x21-\x7e]+$/)
    .optional()
    .meta({
      description: 'Makes the request happen once, however often it is sent within 24 hours',
      param: { id: 'IdempotencyKey' },
    }),
  prefer: z
    .string()
    .max(1_000)
    .optional()
    .meta({
      description: '`return=minimal` leaves the representation out of the reply (RFC 7240)',
      param: { id: 'Prefer' },
    }),
  ifMatch: entityTags.meta({
    description: 'ETag of the version that is to be changed: 412 where there is a newer one',
    param: { id: 'IfMatch' },
  }),
  ifNoneMatch: entityTags.meta({
    description: 'ETags of what the caller has: 304 where one of them is still right',
    param: { id: 'IfNoneMatch' },
  }),
};

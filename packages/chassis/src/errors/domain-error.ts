/** The closed list of what can be wrong; each transport maps it once (HTTP: problem.ts, gRPC: status.ts, messages: consumer.ts). */
export type ErrorKind =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'conflict'
  | 'stale'
  | 'too-large'
  | 'unsupported-media-type'
  | 'unprocessable'
  | 'too-many-requests'
  | 'unavailable';

/** One wrong field. `pointer` is a JSON Pointer (RFC 6901) in fragment form, such as `#/title`. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

interface Options {
  /** What a program may act on: who is in the way, what is allowed. Becomes members of the problem document. */
  facts?: Record<string, unknown>;
  errors?: FieldError[];
  retryAfterSeconds?: number;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An outcome the caller can understand and act on; its text may be shown, and it is no fault of the service. */
export class DomainError extends Error {
  constructor(
    readonly kind: ErrorKind,
    /** Stable and documented, such as `session.slot-taken`. */
    readonly code: string,
    detail: string,
    readonly options: Options = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DomainError';
  }
}

export const invalid = (errors: FieldError[]) =>
  new DomainError('invalid', 'validation-failed', 'The request does not fit this route; see errors.', { errors });

/** A single wrong field, found by a rule that no schema can express. */
export const invalidField = (pointer: string, code: string, detail: string) => invalid([{ pointer, code, detail }]);

export const unauthenticated = (detail = 'A valid access token is needed.', code = 'unauthenticated') =>
  new DomainError('unauthenticated', code, detail, { headers: { 'WWW-Authenticate': 'Bearer realm="ems"' } });

export const forbidden = (detail = 'You may not do this.') => new DomainError('forbidden', 'forbidden', detail);

/** Also for what the caller may not know of. */
export const notFound = (what = 'resource') =>
  new DomainError('not-found', 'not-found', `There is no such ${what}, or you may not see it.`);

export const conflict = (code: string, detail: string, facts: Record<string, unknown> = {}) =>
  new DomainError('conflict', code, detail, { facts });

export const unavailable = (detail: string, retryAfterSeconds = 1, cause?: unknown) =>
  new DomainError('unavailable', 'unavailable', detail, { retryAfterSeconds, cause });

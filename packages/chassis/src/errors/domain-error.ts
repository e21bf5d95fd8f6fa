import type { z } from 'zod';
import type { ErrorKind } from './error-kinds';
import type { FieldError, FieldErrorCode } from './field-error';
import type { TransportCode } from './transport-problems';

export interface ErrorOptions {
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
    /** Stable and documented: a {@link TransportCode}, or one of a registry, such as `slot.taken`. */
    readonly code: string,
    detail: string,
    readonly options: ErrorOptions = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DomainError';
  }
}

/** What is known of a code: the kind of error, and the members that its problem document has of its own. */
interface RegisteredProblem {
  kind: ErrorKind;
  facts?: z.ZodRawShape;
}

type FactsOf<Registered> = Registered extends { facts: infer Shape extends z.ZodRawShape }
  ? [facts: z.input<z.ZodObject<Shape>>]
  : [];

/**
 * Binds a registry of problems to the errors of a service, so that the compiler knows every code.
 * @param registry by code, `<noun>.<reason>`
 * @returns makes the error of a code, with the facts that its registry names
 */
export const domainErrors =
  <Code extends string, Registry extends Readonly<Record<Code, RegisteredProblem>>>(registry: Registry) =>
  <Known extends Code & keyof Registry>(code: Known, detail: string, ...facts: FactsOf<Registry[Known]>) =>
    new DomainError(registry[code].kind, code, detail, { facts: Object.assign({}, ...facts) });

/** An error of the transport itself. */
export const transportError = (kind: ErrorKind, code: TransportCode, detail: string, options: ErrorOptions = {}) =>
  new DomainError(kind, code, detail, options);

/** A request may be wrong in more places than anybody reads. */
export const mostErrors = 50;

/**
 * Names the first fifty errors, and says how many there are more.
 * @param count of all errors, where not all are given
 */
export function invalid(errors: readonly FieldError[], count = errors.length): DomainError {
  const more = count - mostErrors;
  return transportError('invalid', 'validation-failed', 'The request does not fit this route; see errors.', {
    errors: errors.slice(0, mostErrors),
    ...(more > 0 && { facts: { moreErrors: more } }),
  });
}

/** A single wrong field, found by a rule that no schema can express. */
export const invalidField = (pointer: string, code: FieldErrorCode, detail: string) =>
  invalid([{ pointer, code, detail }]);

export const unauthenticated = (detail = 'A valid access token is needed.') =>
  transportError('unauthenticated', 'unauthenticated', detail);

export const forbidden = (detail = 'You may not do this.') => transportError('forbidden', 'forbidden', detail);

/** Also for what the caller may not know of. */
export const notFound = (what = 'resource') =>
  transportError('not-found', 'not-found', `There is no such ${what}, or you may not see it.`);

export const tooManyRequests = (detail: string, retryAfterSeconds: number) =>
  transportError('too-many-requests', 'too-many-requests', detail, { retryAfterSeconds });

/** @param cause only where it is a fault: it is logged then */
export const unavailable = (detail: string, retryAfterSeconds = 1, cause?: unknown) =>
  transportError('unavailable', 'unavailable', detail, { retryAfterSeconds, cause });

/** Said where a write would build on what its owner has lost. */
export const outOfStep = () =>
  transportError(
    'unavailable',
    'out-of-step',
    'The service that owns what this belongs to was restored to an earlier copy of its database, and what is known here is newer. Nothing was changed; it can be written again when the operator has reconciled the two.',
    { retryAfterSeconds: 60 },
  );

/** Said where a commit may have happened: no 503 of another code leaves that open. @param cause it is logged */
export const outcomeUnknown = (cause: unknown) =>
  transportError(
    'unavailable',
    'outcome-unknown',
    'Whether this was done is not known. Send the same request again with the same Idempotency-Key: it is done once, and its reply comes again.',
    { retryAfterSeconds: 2, cause },
  );

/** True for an outcome of {@link ErrorKind}, or of any kind where none is named. */
export const isDomainError = (error: unknown, kind?: ErrorKind): error is DomainError =>
  error instanceof DomainError && (kind === undefined || error.kind === kind);

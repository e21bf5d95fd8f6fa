import { DomainError, type ErrorKind } from './domain-error';
import type { FieldError } from './field-error';

/** RFC 9457 problem document, with this API's own members `code`, `requestId` and `errors`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  requestId: string;
  errors?: FieldError[];
  [fact: string]: unknown;
}

/** By kind of error, its HTTP status and title. */
const statuses: Record<ErrorKind, [status: number, title: string]> = {
  malformed: [400, 'Malformed request'],
  invalid: [400, 'Invalid request'],
  unauthenticated: [401, 'Not authenticated'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'Method not allowed'],
  'not-acceptable': [406, 'Not acceptable'],
  timeout: [408, 'Request timeout'],
  conflict: [409, 'Conflict'],
  'precondition-failed': [412, 'Precondition failed'],
  'too-large': [413, 'Too large'],
  'unsupported-media-type': [415, 'Unsupported media type'],
  unprocessable: [422, 'Unprocessable'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'Headers too large'],
  unavailable: [503, 'Unavailable'],
};

/** The HTTP status of a kind of error. */
export const statusOf = (kind: ErrorKind): number => statuses[kind][0];

/** What it is called in the `title` of a problem. */
export const titleOf = (kind: ErrorKind): string => statuses[kind][1];

/** RFC 6750, 3: a 401 says how to authenticate. */
const challenge = { 'WWW-Authenticate': 'Bearer realm="ems"' };

/**
 * Maps any thrown value to a problem document. What is not a {@link DomainError} is a fault and becomes a 500 that says
 * nothing of its cause.
 */
export function toProblem(error: unknown, instance: string, requestId: string) {
  if (!(error instanceof DomainError)) {
    const problem: Problem = {
      type: '/problems/internal',
      title: 'Internal error',
      status: 500,
      detail: 'Something went wrong on our side; the request id helps to find it.',
      instance,
      code: 'internal',
      requestId,
    };
    return { problem, headers: {} as Record<string, string> };
  }
  const [status, title] = statuses[error.kind];
  const { facts, errors, retryAfterSeconds, headers } = error.options;
  const problem: Problem = {
    ...facts,
    type: `/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    instance,
    code: error.code,
    requestId,
    ...(errors && { errors }),
  };
  return {
    problem,
    headers: {
      ...(error.kind === 'unauthenticated' && challenge),
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      ...headers,
    } as Record<string, string>,
  };
}

import { DomainError, type ErrorKind, type FieldError } from './domain-error';

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

const statuses: Record<ErrorKind, [status: number, title: string]> = {
  malformed: [400, 'Malformed request'],
  invalid: [400, 'Invalid request'],
  unauthenticated: [401, 'Not authenticated'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'Method not allowed'],
  'not-acceptable': [406, 'Not acceptable'],
  conflict: [409, 'Conflict'],
  stale: [412, 'Stale'],
  'too-large': [413, 'Too large'],
  'unsupported-media-type': [415, 'Unsupported media type'],
  unprocessable: [422, 'Unprocessable'],
  'too-many-requests': [429, 'Too many requests'],
  unavailable: [503, 'Unavailable'],
};

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
  const retry = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return { problem, headers: { ...headers, ...retry } };
}

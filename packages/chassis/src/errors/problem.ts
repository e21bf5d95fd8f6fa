import { DomainError } from './domain-error';
import { ofKind } from './error-kinds';
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
  const { status, title } = ofKind(error.kind);
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

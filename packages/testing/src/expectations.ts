import { isDeepStrictEqual } from 'node:util';
import type { Contract } from '@ems/chassis/http';
import type { ApiReply } from './api';
import type { BodyAt } from './bodies';

/** A reply of supertest's, or another's with these parts. */
export interface Reply {
  status: number;
  /** As its type was parsed. */
  body?: unknown;
  /** What was asked. */
  request?: { method?: string; url?: string };
}

/** The members of a problem document (RFC 9457) that must have these values, whatever others it has. */
export interface ExpectedProblem {
  code?: string;
  /** Of the first of its `errors`. */
  pointer?: string;
  [member: string]: unknown;
}

/**
 * The reply, which must have this status.
 * @param code of its problem, which must be this one too where it is given
 * @throws Error that tells the request, what was expected, and why the reply says it is another
 */
export function expectStatus<R extends Contract, Status extends number>(
  reply: ApiReply<R>,
  status: Status,
  code?: string,
): ApiReply<R, BodyAt<R, Status>>;
export function expectStatus<R extends Reply>(reply: R, status: number, code?: string): R;
export function expectStatus(reply: Reply, status: number, code?: string): Reply {
  check(reply, status, code === undefined ? {} : { code }, expectStatus);
  return reply;
}

/**
 * The reply, which must be a problem with this status and these members.
 * @throws Error as {@link expectStatus}
 */
export function expectProblem<R extends Reply>(reply: R, status: number, expected: ExpectedProblem): R {
  check(reply, status, expected, expectProblem);
  return reply;
}

/** @param caller where the stack of a failure begins: the test's line, not ours */
function check(reply: Reply, status: number, expected: ExpectedProblem, caller: (...args: never[]) => unknown): void {
  const problem = isObject(reply.body) ? reply.body : {};
  const differences = Object.entries(expected)
    .map(([name, value]) => ({ name, value, actual: name === 'pointer' ? pointerOf(problem) : problem[name] }))
    .filter(({ value, actual }) => !isDeepStrictEqual(actual, value))
    .map(({ name, value, actual }) => `  its ${name} is ${show(actual)}, not ${show(value)}`);
  if (reply.status === status && differences.length === 0) return;
  const { method = 'The request', url = '' } = reply.request ?? {};
  const path = url.replace(/^https?:\/\/[^/]+/, '');
  const asExpected = reply.status === status ? ', as expected' : `, but ${status} was expected`;
  const lines = [`${method} ${path} was answered ${reply.status}${asExpected}`, ...differences, ...reasons(reply.body)];
  const error = new Error(lines.join('\n'));
  Error.captureStackTrace(error, caller);
  throw error;
}

/** What a reply says of itself: a problem its code, detail and fields, anything else its body. */
function reasons(body: unknown): string[] {
  if (!isObject(body)) return [];
  if (typeof body.code !== 'string') return Object.keys(body).length === 0 ? [] : [`  body: ${show(body)}`];
  const errors = Array.isArray(body.errors) ? body.errors : [];
  const fields = errors.map(({ pointer, code, detail }) => `  ${pointer} (${code}): ${detail}`);
  return [`  ${body.code}: ${body.detail}`, ...fields];
}

function pointerOf({ errors }: Record<string, unknown>): unknown {
  return Array.isArray(errors) ? errors[0]?.pointer : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 500) ?? 'absent';

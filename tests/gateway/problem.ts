import { expect } from '@jest/globals';
import type { Answer } from './ask';

/** Expects a problem document (RFC 9457) with the members that each has here, whoever made it. */
export function expectProblem(answer: Answer, status: number, code: string, instance?: string): void {
  expect({ status: answer.status, type: answer.header('content-type') }).toEqual({
    status,
    type: expect.stringMatching(/^application\/problem\+json(; charset=utf-8)?$/),
  });
  expect(JSON.parse(answer.body)).toEqual({
    type: `/problems/${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: instance ?? expect.any(String),
    code,
    requestId: answer.header('x-request-id'),
  });
}

/** Headers that every answer has exactly once, whoever made it. */
export function expectGuarded(answer: Answer): void {
  expect({
    nosniff: answer.all('x-content-type-options'),
    frames: answer.all('x-frame-options'),
    referrer: answer.all('referrer-policy'),
    transport: answer.all('strict-transport-security'),
    opener: answer.all('cross-origin-opener-policy'),
  }).toEqual({
    nosniff: ['nosniff'],
    frames: ['DENY'],
    referrer: ['no-referrer'],
    transport: ['max-age=31536000'],
    opener: ['same-origin'],
  });
  expect(answer.all('content-security-policy')).toEqual([
    expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'$/),
  ]);
  expect(answer.all('cross-origin-resource-policy')).toHaveLength(1);
  expect(answer.all('cache-control')).toHaveLength(1);
  expect(answer.all('x-request-id')).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(answer.all('server')).toEqual(['nginx']);
  expect(answer.all('x-powered-by')).toEqual([]);
}

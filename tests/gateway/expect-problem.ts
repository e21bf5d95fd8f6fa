import { expect } from '@jest/globals';
import type { RawResponse } from './raw-http';

/** Expects a problem document (RFC 9457) with the members that each has here, from gateway and services alike. */
export function expectProblem(response: RawResponse, status: number, code: string, instance?: string): void {
  expect({ status: response.status, type: response.header('content-type') }).toEqual({
    status,
    type: expect.stringMatching(/^application\/problem\+json(; charset=utf-8)?$/),
  });
  expect(JSON.parse(response.body)).toEqual({
    type: `/problems/${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: instance ?? expect.any(String),
    code,
    requestId: response.header('x-request-id'),
  });
}

/** Headers that every response has exactly once, from gateway and services alike. */
export function expectSecurityHeaders(response: RawResponse): void {
  expect({
    nosniff: response.all('x-content-type-options'),
    frames: response.all('x-frame-options'),
    referrer: response.all('referrer-policy'),
    transport: response.all('strict-transport-security'),
    opener: response.all('cross-origin-opener-policy'),
  }).toEqual({
    nosniff: ['nosniff'],
    frames: ['DENY'],
    referrer: ['no-referrer'],
    transport: ['max-age=31536000'],
    opener: ['same-origin'],
  });
  expect(response.all('content-security-policy')).toEqual([
    expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'$/),
  ]);
  expect(response.all('cross-origin-resource-policy')).toHaveLength(1);
  expect(response.all('cache-control')).toHaveLength(1);
  expect(response.all('x-request-id')).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(response.all('server')).toEqual(['nginx']);
  expect(response.all('x-powered-by')).toEqual([]);
}

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createLogger } from '../log';
import { createRevocations, type Revoked } from './revocations';

const logger = createLogger('test', 'silent');

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('a reading that never ends or fails keeps the last list, and the next is made all the same', async () => {
  const caller = { userId: randomUUID(), sid: randomUUID(), role: 'member', issuedAt: 0 } as const;
  const never = new Promise<Revoked[]>(() => undefined);
  const readings: (() => Promise<Revoked[]>)[] = [
    async () => [caller.userId],
    () => never,
    () => Promise.reject(new Error('away')),
    async () => [],
  ];
  const { component, isRevoked } = createRevocations(() => readings.shift()?.() ?? never, logger);
  await component.start?.();
  expect(isRevoked(caller)).toBe(true);
  await jest.advanceTimersByTimeAsync(5_000 + 5_000 + 5_000);
  expect(readings).toHaveLength(1);
  expect(isRevoked(caller)).toBe(true);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(readings).toEqual([]);
  expect(isRevoked(caller)).toBe(false);
  await component.stop?.();
});

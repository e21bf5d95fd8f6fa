import { expect, test } from '@jest/globals';
import { totalOf } from './total';

test('a total is counted for who asks, and no further than to 100,000', async () => {
  const among = (present: number) => async (most: number) => Math.min(present, most);
  expect(await totalOf(false, () => Promise.reject(new Error('not asked for')))).toEqual({});
  expect(await totalOf(true, among(0))).toEqual({ total: 0 });
  expect(await totalOf(true, among(100_000))).toEqual({ total: 100_000 });
  expect(await totalOf(true, among(100_001))).toEqual({ total: null });
  expect(await totalOf(true, among(5_000_000))).toEqual({ total: null });
});

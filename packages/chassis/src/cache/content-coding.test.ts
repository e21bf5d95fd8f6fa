import { expect, test } from '@jest/globals';
import { preferredCoding } from './content-coding';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['gzip', 'gzip'],
  ['X-GZIP', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['*', 'br'],
  ['br;q=0, *', 'gzip'],
  ['br;q=0.5, gzip', 'gzip'],
  ['identity, gzip;q=0.5', undefined],
  ['gzip;q=0, br;q=0', undefined],
  ['gzip;q=nonsense', undefined],
])('of Accept-Encoding %s', (header, coding) => {
  expect(preferredCoding(header)).toBe(coding);
});

import { expect, test } from '@jest/globals';
import { allowedVersions, etagOf, matchesNone } from './etag';

test('the same bytes have the same tag, other bytes another', () => {
  expect(etagOf('{"a":1}')).toBe(etagOf('{"a":1}'));
  expect(etagOf('{"a":1}')).not.toBe(etagOf('{"a":2}'));
});

test('If-Match reads the version out of a tag, from a list too', () => {
  expect(allowedVersions(etagOf('x', 7))).toEqual([7]);
  expect(allowedVersions('"7", "9-abc_d"')).toEqual([7, 9]);
  expect(allowedVersions('nonsense')).toEqual([-1]);
});

test('no If-Match, or a star, allows every version', () => {
  expect(allowedVersions(undefined)).toBeUndefined();
  expect(allowedVersions('*')).toBeUndefined();
});

test('If-None-Match compares weakly, so that a tag weakened by gzip still matches', () => {
  const etag = etagOf('x', 1);
  expect(matchesNone(`W/${etag}`, etag)).toBe(true);
  expect(matchesNone(`"other", ${etag}`, etag)).toBe(true);
  expect(matchesNone('"other"', etag)).toBe(false);
  expect(matchesNone(undefined, etag)).toBe(false);
});

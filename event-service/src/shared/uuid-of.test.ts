import { expect, test } from '@jest/globals';
import { uuidOf } from './uuid-of';

test('a UUIDv5 is that of RFC 9562 (A.4)', () => {
  expect(uuidOf('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );
});

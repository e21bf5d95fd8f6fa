import { expect, test } from '@jest/globals';
import { fill } from './fill';

test('what stands keeps what it has, and takes what it lacks', () => {
  const stands = { name: 'Ada', bio: '', photoUrl: null, topics: [], languages: ['en'] };
  const other = {
    name: 'A. Lovelace',
    bio: 'Wrote.',
    photoUrl: 'https://example.org/a',
    topics: ['x'],
    languages: ['fr'],
  };
  expect(fill<Record<string, string | string[] | null>>(stands, other)).toEqual({
    name: 'Ada',
    bio: 'Wrote.',
    photoUrl: 'https://example.org/a',
    topics: ['x'],
    languages: ['en'],
  });
});

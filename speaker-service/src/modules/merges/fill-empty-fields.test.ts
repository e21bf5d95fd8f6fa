import { expect, test } from '@jest/globals';
import { fillEmptyFields } from './fill-empty-fields';

test('the target keeps what it has, and takes what it lacks', () => {
  const target = { name: 'Ada', bio: '', photoUrl: null, topics: [], languages: ['en'] };
  const source = {
    name: 'A. Lovelace',
    bio: 'Wrote.',
    photoUrl: 'https://example.org/a',
    topics: ['x'],
    languages: ['fr'],
  };
  expect(fillEmptyFields<Record<string, string | string[] | null>>(target, source)).toEqual({
    name: 'Ada',
    bio: 'Wrote.',
    photoUrl: 'https://example.org/a',
    topics: ['x'],
    languages: ['en'],
  });
});

import { expect, it } from '@jest/globals';
import { slugify } from './slugify';

it.each([
  ['Chaos Communication Camp 2019', 'chaos-communication-camp-2019'],
  ['  Größe & Ærø – Łódź!  ', 'grosse-aero-lodz'],
  ["Rock'n’Roll", 'rocknroll'],
  ['日本語', ''],
  ['-', ''],
])('%j becomes %j', (text, word) => expect(slugify(text)).toBe(word));

it('is cut without a hyphen at its end', () => {
  expect(slugify('abc def', 4)).toBe('abc');
  expect(slugify('  abc def', 5)).toBe('abc-d');
});

import { expect, it } from '@jest/globals';
import { toWord } from './to-word';

it.each([
  ['Chaos Communication Camp 2019', 'chaos-communication-camp-2019'],
  ['  Größe & Ærø – Łódź!  ', 'grosse-aero-lodz'],
  ["Rock'n’Roll", 'rocknroll'],
  ['日本語', ''],
  ['-', ''],
])('%j is written %j', (text, word) => expect(toWord(text)).toBe(word));

it('is cut without a hyphen at its end', () => {
  expect(toWord('abc def', 4)).toBe('abc');
  expect(toWord('  abc def', 5)).toBe('abc-d');
});

import { expect, test } from '@jest/globals';
import { included, instant, languageTag, textBlock, textLine } from './fields';

test('a line is trimmed and normalised to NFC', () => {
  expect(textLine(10).parse('  Cafe\u0301 ')).toBe('Caf\u00e9');
});

test.each(['a\nb', 'a\u0000b', 'a\u2028b', 'a\ud800', '', '   ', 'x'.repeat(11)])('a line refuses %j', value => {
  expect(textLine(10).safeParse(value).success).toBe(false);
});

test('a block allows line breaks and tabs, and nothing else below the space', () => {
  expect(textBlock(100).parse('a\r\n\tb')).toBe('a\r\n\tb');
  expect(textBlock(100).safeParse('a\u0007b').success).toBe(false);
});

test('an instant needs an offset and a sane year', () => {
  expect(instant.parse('2019-08-21T12:00:00+02:00')).toEqual(new Date('2019-08-21T10:00:00Z'));
  expect(instant.safeParse('2019-08-21T12:00:00').success).toBe(false);
  expect(instant.safeParse('0019-08-21T12:00:00Z').success).toBe(false);
  expect(instant.safeParse('2019-02-30T12:00:00Z').success).toBe(false);
});

test.each([
  ['EN-gb', 'en-GB'],
  [' de ', 'de'],
  ['zh-hant-tw', 'zh-Hant-TW'],
])('the language tag %j is kept as %j', (given, kept) => {
  expect(languageTag.parse(given)).toBe(kept);
});

test.each(['', 'e', 'english language', 'en_GB', 'en-', '1234'])('%j is no language tag', value => {
  expect(languageTag.safeParse(value).success).toBe(false);
});

test('what a read adds is named once, repeated or separated by commas', () => {
  const include = included(['track', 'room']);
  expect(include.parse(undefined)).toEqual([]);
  for (const given of ['track,room', 'track, room', ['track', 'room']])
    expect(include.parse(given)).toEqual(['track', 'room']);
  for (const given of ['', 'track,hall', ['track', 'room', 'track'], 'track,room,track', [['track']]])
    expect(include.safeParse(given).success).toBe(false);
});

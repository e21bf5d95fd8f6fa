import { expect, test } from '@jest/globals';
import { included, instant, textBlock, textLine } from './fields';
import { languageTag } from './language-tag';
import { webUrl } from './web-url';

test('a line is trimmed and normalised to NFC', () => {
  expect(textLine(10).parse('  Cafe\u0301 ')).toBe('Caf\u00e9');
});

test.each(['a\nb', 'a\u0000b', 'a\u2028b', 'a\ud800', '', '   ', 'x'.repeat(11)])('a line refuses %j', value => {
  expect(textLine(10).safeParse(value).success).toBe(false);
});

test.each(['\u202aa', 'gpj.\u202egnp', '\u2066a\u2069', 'a\u202c'])(
  'a line refuses %j, which turns the direction of text',
  value => {
    const { error } = textLine(10).safeParse(value);
    expect(error?.issues[0]?.message).toBe('Characters that turn the direction of text are not allowed');
    expect(textBlock(10).parse(value)).toBe(value);
  },
);

test.each([
  'فاطمة الزهراء',
  'דוד בן־גוריון',
  'C++ \u200fשיחה',
  'نمی\u200cخواهم',
  'क्\u200dष',
  '👩\u200d💻',
  'محمد \u061c1',
])('a line may be %j', value => {
  expect(textLine(30).parse(value)).toBe(value);
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
  ['iw', 'he'],
  ['sl-nedis', 'sl-nedis'],
  ['de-x-plain', 'de-x-plain'],
])('the language tag %j is kept as %j', (given, kept) => {
  expect(languageTag.parse(given)).toBe(kept);
});

test.each(['', 'e', 'english language', 'english', 'xx', 'en-QQ', 'de-formal', 'en_GB', 'en-', '1234', 'constructor'])(
  '%j is no language tag',
  value => {
    expect(languageTag.safeParse(value).success).toBe(false);
  },
);

test.each([
  ['http://example.org', 'http://example.org'],
  ['http://@@@example.org/', 'http://%40%40@example.org/'],
  ['http://a:b@c[d@example.org/', 'http://a:b%40c%5Bd@example.org/'],
  ['http://example.org:/', 'http://example.org/'],
  ['http://[2001:db8::1]:8080/', 'http://[2001:db8::1]:8080/'],
  ['https://example.org/a_(b)?q=%C3%A4#c', 'https://example.org/a_(b)?q=%C3%A4#c'],
  [' HTTPS://Example.org/a b ', 'https://example.org/a%20b'],
  ['https://bücher.example/ä?q=[1]|2#a#b', 'https://xn--bcher-kva.example/%C3%A4?q=%5B1%5D%7C2#a%23b'],
  ['https://example.org/100%', 'https://example.org/100%25'],
  ['https://example.org?q=1', 'https://example.org?q=1'],
])('the address %j is written %j', (given, written) => {
  expect(webUrl.parse(given)).toBe(written);
  expect(webUrl.parse(written)).toBe(written);
});

test.each([
  '',
  'example.org',
  '/slides.pdf',
  'mailto:ada@example.org',
  'javascript:alert(1)',
  'http://a"b.example/',
  'http://%zz@e.org/',
  `https://e.org/${'ä'.repeat(1_900)}`,
])('%j is no address on the web', value => {
  expect(webUrl.safeParse(value).success).toBe(false);
});

test('what a read adds is named, repeated or separated by commas, and counts once', () => {
  const include = included(['track', 'room']);
  expect(include.parse(undefined)).toEqual([]);
  for (const given of ['track,room', 'track, room', ['track', 'room'], 'track,room,track', ['track', 'room', 'track']])
    expect(include.parse(given)).toEqual(['track', 'room']);
  for (const given of [
    '',
    'track,hall',
    ['track', 'hall', 'track'],
    [['track']],
    Array.from({ length: 21 }, () => 'track'),
  ])
    expect(include.safeParse(given).success).toBe(false);
});

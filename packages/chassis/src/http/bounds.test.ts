import { afterEach, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { parseBounded, requireBounded, requireParsable } from './bounds';
import { emailAddress } from './email-address';
import { boundedText, textBlock, textLine } from './fields';

afterEach(() => {
  jest.restoreAllMocks();
});

const pointerOf = (value: unknown): unknown => {
  try {
    requireBounded(value);
  } catch (error) {
    return (error as { options: { errors: { pointer: string }[] } }).options.errors[0]?.pointer;
  }
  return undefined;
};

const fieldsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 0]));

test.each([
  ['a text over 40,000 units', { bio: 'x'.repeat(40_001) }, '#/bio'],
  ['31 combining marks in a row', { links: [{ label: `a${'\u0345\u0334'.repeat(15)}\u0301` }] }, '#/links/0/label'],
  ['31 marks of a higher plane', ['\u{1d165}'.repeat(31)], '#/0'],
  ['a list over 1,000 items', { tags: Array(1_001).fill('') }, '#/tags'],
  ['an object over 1,000 fields', { venue: fieldsOf(1_001) }, '#/venue'],
])('%s is refused where it stands', (_, value, pointer) => {
  expect(pointerOf(value)).toBe(pointer);
});

test.each([
  ['[', 20, true],
  ['[', 21, false],
  ['{"a":', 21, false],
  ['[],', 1_000, true],
  ['"[[[\\"[[[",', 1_000, true],
  ['"\\\\",[', 21, false],
  ['0,', 19_999, true],
  ['0,', 20_000, false],
  ['",",', 19_999, true],
  ['{}', 2_000, true],
  ['{}', 2_001, false],
])('%j, %i times over, is cheap enough to parse: %j', (piece, times, isCheap) => {
  const scan = () => requireParsable(Buffer.from(piece.repeat(times)));
  if (isCheap) expect(scan).not.toThrow();
  else expect(scan).toThrow('does not fit');
});

test('what is large, but within the bounds, is let through', () => {
  const marks = `a${'\u0345\u0334'.repeat(15)}`;
  const value = {
    text: marks.repeat(600),
    list: Array(1_000).fill(null),
    object: fieldsOf(1_000),
    deep: [[[{ a: 1, b: null, c: false }]]],
  };
  expect(pointerOf(value)).toBeUndefined();
});

test('of too many fields the schema sees the first, and nothing that has too many is taken', () => {
  const seen: unknown[] = [];
  const anything = z.record(z.string(), z.unknown()).refine(value => seen.push(Object.keys(value).length) > 0);
  expect(parseBounded(anything, fieldsOf(1_000))).toEqual(fieldsOf(1_000));
  expect(() => parseBounded(anything, fieldsOf(18_000))).toThrow('does not fit');
  expect(seen).toEqual([1_000, 1_000]);
});

test.each([
  ['line', textLine(10)],
  ['block', textBlock(10)],
  ['address', emailAddress],
])('no %s over its length is trimmed, normalised or matched', (_, schema) => {
  const touched = [
    jest.spyOn(String.prototype, 'normalize'),
    jest.spyOn(String.prototype, 'trim'),
    jest.spyOn(String.prototype, 'toLowerCase'),
  ];
  const matched = jest.spyOn(RegExp.prototype, 'test');
  const { error } = schema.safeParse('x'.repeat(255));
  const calls = touched.map(spy => spy.mock.calls.length);
  // zod itself looks for characters of two units, to count them as one.
  const patterns = matched.mock.contexts
    .map(pattern => (pattern as RegExp).source)
    .filter(each => each !== '[\\uD800-\\uDBFF]');
  expect([...calls, ...patterns]).toEqual([0, 0, 0]);
  expect(error?.issues).toEqual([expect.objectContaining({ code: 'too_big' })]);
});

test('a text that NFC makes too long is refused', () => {
  expect('\u0958'.normalize('NFC')).toHaveLength(2);
  expect(textLine(2).safeParse('\u0958\u0958').success).toBe(false);
  expect(textLine(4).parse('\u0958\u0958')).toHaveLength(4);
});

test('a character counts once, however many units it takes', () => {
  expect(textLine(3).parse('🎪🎪🎪')).toBe('🎪🎪🎪');
  expect(textLine(3).safeParse('🎪🎪🎪🎪').success).toBe(false);
});

test('a bounded text leaves out all that follows in its chain', () => {
  const transform = jest.fn((text: string) => text);
  expect(boundedText(3).transform(transform).safeParse('1234').success).toBe(false);
  expect(transform).not.toHaveBeenCalled();
});

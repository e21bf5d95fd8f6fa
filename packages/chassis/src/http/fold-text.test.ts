import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { repeatable } from './fields';
import { distinctTexts, foldText } from './fold-text';

test.each([
  ['  Große   Halle ', 'grosse halle'],
  ['Διεθνές', 'διεθνεσ'],
  ['Ёжик', 'ежик'],
  ['ﾄｳｷｮｳ がぎ', 'トウキョウ がぎ'],
  ['Łódź Ørsted Ærø', 'lodz orsted aero'],
  ['हिन्दी', 'हिन्दी'],
  ['Ha\u200Bll\u00AD \uFEFF1\uFE0F\u{E0041}', 'hall 1'],
  ['\u200B\u2060\uFE0F', ''],
])('%j is compared as %j', (text, folded) => expect(foldText(text)).toBe(folded));

test('of texts that are the same when folded, the first spelling stays', () => {
  const tags = distinctTexts(z.string().max(10), 5);
  expect(tags.parse(['Web', 'Café', 'WEB', 'cafe', 'b'])).toEqual(['Web', 'Café', 'b']);
  expect(tags.safeParse(['x'.repeat(11)]).error?.issues).toHaveLength(1);
});

test('a filter is a list of its values, however often it is given', () => {
  const filter = repeatable(z.string().max(3));
  expect(filter.parse('a')).toEqual(['a']);
  expect(filter.parse(['a', 'b'])).toEqual(['a', 'b']);
  expect(filter.safeParse('long').error?.issues).toMatchObject([{ code: 'too_big', path: [] }]);
  expect(filter.safeParse(Array.from({ length: 21 }, () => 'a')).success).toBe(false);
});

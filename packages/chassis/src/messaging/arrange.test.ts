import { describe, expect, test } from '@jest/globals';
import { arrange } from './arrange';

/** Items are a subject, a kind (`-` for none), and a version. */
const arranged = (...items: string[]) =>
  arrange(items, {
    subjectOf: item => String(item[0]),
    kindOf: item => (item[1] === '-' ? undefined : item[1]),
  });

describe('what can be done together', () => {
  test('is what is of one kind, whatever stands between', () => {
    expect(arranged('aX1', 'bY1', 'cX1', 'dY1')).toEqual([
      ['aX1', 'cX1'],
      ['bY1', 'dY1'],
    ]);
  });

  test('is nothing that would overtake what came before it of its subject', () => {
    expect(arranged('aX1', 'aY2', 'aX3', 'bX1')).toEqual([['aX1', 'bX1'], ['aY2'], ['aX3']]);
  });

  test('is nothing that has no kind', () => {
    expect(arranged('a-1', 'b-1', 'aX2', 'bX2', 'a-3')).toEqual([['a-1'], ['b-1'], ['aX2', 'bX2'], ['a-3']]);
  });
});

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { joinInTurns, mapInTurns } from './in-turns';
import { jsonPieces } from './json-pieces';

const long = Array.from({ length: 700 }, (_, n) => ({ n, at: new Date(n), none: null, left: undefined }));
const text = 'x'.repeat(40_000);

test.each([
  {},
  [],
  7,
  null,
  { 'a"b': 1, none: undefined, list: [], 名: [undefined, 'x'] },
  { long, rest: { long } },
  { text, none: undefined, list: [text, undefined, [], {}] },
])('pieces of JSON are together what JSON.stringify gives, however large', async value => {
  expect(await joinInTurns(jsonPieces(value))).toBe(JSON.stringify(value));
});

test('a large value is written in many pieces, a small one in one', () => {
  expect([...jsonPieces({ long })].length).toBeGreaterThan(500);
  expect([...jsonPieces(long.slice(0, 20))]).toHaveLength(1);
  expect([...jsonPieces([text, text])].length).toBeGreaterThan(2);
});

const slowly = (item: number) => {
  const end = performance.now() + 6;
  while (performance.now() < end);
  return -item;
};

test('others have their turn while a long list is mapped', async () => {
  let turns = 0;
  const mapping = mapInTurns([1, 2, 3], slowly);
  const done = mapping.then(() => 'done');
  while ((await Promise.race([done, turn('a turn')])) !== 'done') turns++;
  expect(turns).toBeGreaterThan(1);
  expect(await mapping).toEqual([-1, -2, -3]);
});

test('however many lists are mapped at a time, others have their turn after a part of one of them', async () => {
  const counts: number[] = [];
  let mapped = 0;
  const map = (item: number) => {
    mapped++;
    return slowly(item);
  };
  const mappings = Promise.all(Array.from({ length: 5 }, () => mapInTurns([1, 2, 3], map))).then(() => 'done');
  for (let before = mapped; (await Promise.race([mappings, turn('a turn')])) !== 'done'; before = mapped)
    counts.push(mapped - before);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2);
});

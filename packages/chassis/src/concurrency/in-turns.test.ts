import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { joinInTurns, jsonPieces, mapInTurns } from './in-turns';

const long = Array.from({ length: 101 }, (_, n) => ({ n, at: new Date(n), none: null, left: undefined }));

test.each([{}, [], 7, null, { 'a"b': 1, none: undefined, list: [], 名: [undefined, 'x'] }, { long, rest: { long } }])(
  'pieces of JSON are together what JSON.stringify gives, whatever the depth',
  async value => {
    for (const depth of [0, 1, 2, 9]) expect(await joinInTurns(jsonPieces(value, depth))).toBe(JSON.stringify(value));
  },
);

test('others have their turn while a long list is mapped', async () => {
  const slowly = (item: number) => {
    const end = performance.now() + 6;
    while (performance.now() < end);
    return -item;
  };
  let turns = 0;
  const mapping = mapInTurns([1, 2, 3], slowly);
  const done = mapping.then(() => 'done');
  while ((await Promise.race([done, turn('a turn')])) !== 'done') turns++;
  expect(turns).toBeGreaterThan(1);
  expect(await mapping).toEqual([-1, -2, -3]);
});

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { stringifyInTurns } from './stringify-in-turns';

const long = Array.from({ length: 1_001 }, (_, n) => ({ n, at: new Date(n), none: null, left: undefined }));

test.each([{}, { 'a"b': 1, none: undefined, list: [], 名: [undefined, 'x'] }, { long, rest: { long } }])(
  'gives what JSON.stringify gives',
  async value => {
    expect(await stringifyInTurns(value)).toBe(JSON.stringify(value));
  },
);

test('others have their turn while a long list is written', async () => {
  let turns = 0;
  const writing = stringifyInTurns({ long }).then(() => 'written');
  while ((await Promise.race([writing, turn('a turn')])) !== 'written') turns++;
  expect(turns).toBeGreaterThan(1);
});

import { deepEqual, throws } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../errors.ts';
import { root } from '../stack/settings.ts';
import { parseOptions } from './options.ts';

const output = join(root, 'bench/results/latest.json');

test('without options all cases are measured in five pairs of three seconds', () => {
  deepEqual(parseOptions([]), { only: [], pairs: 5, seconds: 3, profile: false, output, help: false });
});

test('cases are named with commas or one by one', () => {
  const { only, pairs, seconds } = parseOptions(['--only', 'a,b', '--only', 'c', '--pairs', '1', '--seconds', '0.5']);
  deepEqual([only, pairs, seconds], [['a', 'b', 'c'], 1, 0.5]);
});

for (const args of [['--pairs', '0'], ['--pairs', '1.5'], ['--seconds', 'x'], ['--quick'], ['a-case']])
  test(`${args.join(' ')} is refused`, () => {
    throws(() => parseOptions(args), UserError);
  });

import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const lines = 100;

/** Logs, and then does this, in a process of its own. */
const logAnd = (act: string, stdout: number | 'pipe' = 'pipe') =>
  spawnSync(
    process.execPath,
    [
      '-e',
      `const { createLogger } = require(process.argv[1]);
       const logger = createLogger('test', 'info');
       for (let index = 1; index <= ${lines}; index++) logger.info({ index }, 'a line that is not short at all');
       ${act}`,
    ].concat(join(__dirname, 'index.js')),
    { encoding: 'utf8', stdio: ['ignore', stdout, 'pipe'] },
  );

test.each([
  ['its end', ''],
  ['process.exit', 'process.exit(3)'],
  ['an error that nobody caught', `throw new Error('crashed')`],
  ['a rejection that nobody caught', `void Promise.reject(new Error('crashed'))`],
  ['an exit some turns later', `setTimeout(() => process.exit(3), 1)`],
])('no line of before %s is lost', (_, act) => {
  const logged = logAnd(act)
    .stdout.trimEnd()
    .split('\n')
    .map(line => Number(JSON.parse(line).index))
    // What is under way may come after what the exit flushes: lines have their times.
    .toSorted((a, b) => a - b);
  expect(logged).toEqual(Array.from({ length: lines }, (_, index) => index + 1));
});

test('a disk that is full ends nothing', () => {
  const full = openSync('/dev/full', 'w');
  // Some turns later, when writes have failed again and again.
  const { status, stderr } = logAnd(`setTimeout(() => process.reallyExit(7), 500)`, full);
  closeSync(full);
  expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Runs an app that does this once it has started, in a process of its own. */
const runApp = (act: string) =>
  spawnSync(
    process.execPath,
    [
      '-e',
      `require(process.argv[1]).run(() => ({ start: async () => void setTimeout(() => { ${act} }), stop() {} }))`,
    ].concat(join(__dirname, 'index.js')),
    { encoding: 'utf8' },
  );

const failure = `Object.assign(new Error('no ada@example.org'), { detail: 'Key (email)=(ada@example.org) exists' })`;

test.each([
  ['an error that nobody caught', `throw ${failure}`],
  ['a rejection that nobody caught', `void Promise.reject(${failure})`],
])('%s ends the process with a line that has no value of a person', (_, act) => {
  const { status, stderr } = runApp(act);
  expect(status).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({ level: 'fatal', err: { type: 'Error', message: 'no [redacted]' } });
  expect(stderr).not.toContain('ada');
});

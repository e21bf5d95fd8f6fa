import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { blocksOf } from '../docs/blocks';
import { gateway } from '../support/api';
import { root } from '../support/services';

const run = promisify(execFile);
const page = readFileSync(join(root, 'packages/client/README.md'), 'utf8');
const recipes = blocksOf('README.md', page).filter(({ language }) => language === 'ts');

/** In the repository, so that the package is found as in any other project. */
let folder: string;
beforeAll(() => {
  mkdirSync(join(root, '.local'), { recursive: true });
  folder = mkdtempSync(join(root, '.local/recipes-'));
  const program = recipes.map(({ text }) => text).join('\n');
  writeFileSync(join(folder, 'recipes.mts'), program.replaceAll('http://127.0.0.1', gateway()));
  writeFileSync(
    join(folder, 'common.cts'),
    "import ems = require('@ems/client');\n\nems.createClient({ baseUrl: '/' });\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the ten recipes of the README compile as they stand, and so does CommonJS that uses the package', async () => {
  expect(recipes).toHaveLength(10);
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
  const libraries = ['--lib', 'es2024,dom', '--types', 'node'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const files = ['recipes.mts', 'common.cts'].map(name => join(folder, name));
  const { stdout } = await run(process.execPath, [tsc, ...options, ...libraries, ...files]).catch(failure => failure);
  expect(stdout).toBe('');
});

test('they do what they say, from top to bottom', async () => {
  const { stdout, stderr } = await run(process.execPath, [join(folder, 'recipes.mts')]).catch(failure => failure);
  expect({ stderr, lines: stdout.trim().split('\n') }).toEqual({
    stderr: '',
    lines: [
      'Signed in as Ada',
      expect.stringMatching(/^Created tiny-conference\S*, which is a draft$/),
      'Somebody was quicker: it is called Small conference now',
      'The hall is taken by Opening until 2030-05-04T08:45:00.000Z',
      'Small conference starts at 2030-05-04T08:00:00.000Z',
      '2 sessions: Opening, Too early',
      "Bob's seat is confirmed",
      'Checked in before: first false, then true',
      'The calendar has 1 entry',
      'The script has made the Loft',
      expect.stringMatching(/^It may not change the event: ./),
    ],
  });
});

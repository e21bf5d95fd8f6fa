import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findReferences } from './outside.ts';

const referencesIn = (path: string, text: string) =>
  findReferences(path, text).map(({ line, text }) => `${line} ${text}`);

test('an import stays in its package', () => {
  assert.deepEqual(
    referencesIn('event-service/src/modules/seats/a.ts', "import { Tx } from '../../shared/database';"),
    [],
  );
  assert.deepEqual(referencesIn('packages/chassis/src/http/a.ts', "import x from '../errors';"), []);
  assert.deepEqual(referencesIn('packages/chassis/src/a.ts', "\nimport x from '../../contracts/src';"), [
    '2 ../../contracts/src',
  ]);
  assert.deepEqual(referencesIn('event-service/src/a.ts', "await import('../../session-service/src/config');"), [
    '1 ../../session-service/src/config',
  ]);
});

test('a page shows imports of other files', () => {
  assert.deepEqual(referencesIn('docs/a.md', "import { Tx } from '../../shared/database';"), []);
});

test('a list at the root is for all', () => {
  assert.deepEqual(referencesIn('packages/dev-stack/src/a.ts', "import x from '../../../services.json';"), []);
  assert.deepEqual(referencesIn('scripts/a.ts', "import x from '../../services.json';"), ['1 ../../services.json']);
});

test('nothing leads out of the repository', () => {
  assert.deepEqual(referencesIn('tests/a.ts', "import x from '../../shared/x';"), ['1 ../../shared/x']);
  for (const folder of ['work', 'home', 'Users'].map(name => `/${name}/elsewhere`)) {
    assert.deepEqual(referencesIn('scripts/run.sh', `cd ${folder}\n../shared/tools/x`), [
      `1 ${folder}`,
      '2 ../shared/tools/x',
    ]);
  }
  assert.deepEqual(referencesIn('docs/a.md', 'see ../../shared/design, http://x/api/home/page and homework/a'), [
    '1 ../../shared/design',
  ]);
});

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './stack/config.ts';
import { removeStaleOutputs } from './stale-outputs.ts';

test('an output without its source is deleted, one with its source stays', () => {
  const folder = join(root, 'packages/dev-stack/dist/stale-outputs');
  mkdirSync(folder, { recursive: true });
  const write = (name: string, source: string) => {
    for (const extension of ['.js', '.d.ts']) writeFileSync(join(folder, name + extension), '');
    writeFileSync(join(folder, `${name}.js.map`), JSON.stringify({ sources: [source] }));
  };
  write('gone', '../../src/no-such-file.ts');
  write('here', '../../src/stale-outputs.ts');
  removeStaleOutputs();
  assert.deepEqual(
    ['gone.js', 'gone.d.ts', 'gone.js.map', 'here.js', 'here.d.ts'].map(name => existsSync(join(folder, name))),
    [false, false, false, true, true],
  );
  rmSync(folder, { recursive: true });
});

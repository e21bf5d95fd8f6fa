/** What whoever installs packages/client gets, as it was compiled. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from './files.ts';

const folder = join(root, 'packages/client');
const modules = globSync('dist/esm/**/*.js', { cwd: folder }).map(path => readFileSync(join(folder, path), 'utf8'));
const openapiFetch = readFileSync(join(root, 'node_modules/openapi-fetch/dist/index.mjs'), 'utf8');

test('it is at most 12 kB compressed, with what it imports and before anybody minifies it', () => {
  assert.ok(modules.length > 0, 'it is not compiled');
  const bytes = gzipSync([...modules, openapiFetch].join('\n')).length;
  assert.ok(bytes <= 12_000, `${bytes} bytes`);
});

test('browsers can load it: it imports its own files and openapi-fetch alone', () => {
  const imported = modules.flatMap(text => Array.from(text.matchAll(/\bfrom '([^']+)'/g), ([, name]) => name));
  assert.deepEqual([...new Set(imported.filter(name => !name?.startsWith('./')))], ['openapi-fetch']);
});

test('package managers and bundlers of both kinds find its parts', async () => {
  const { messages, pkg } = await publint({ pkgDir: folder, pack: false });
  assert.deepEqual(
    messages.map(message => formatMessage(message, pkg ?? {})),
    [],
  );
});

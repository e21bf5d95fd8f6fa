import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type SourceWatcher, watchSources } from './watch-sources.ts';

describe('watched sources', () => {
  let folder = '';
  let sources: SourceWatcher;
  const write = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), 'as edited');
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'watched-'));
    for (const path of ['.env', 'a-service/src/one.ts', 'api-gateway/site/openapi.json', 'packages/b/src/dist/two.js'])
      write(path);
    sources = await watchSources(folder);
  });
  afterEach(async () => {
    await sources.close();
    rmSync(folder, { recursive: true });
  });

  test('are told together once all is quiet, without what the build or an editor makes', async () => {
    for (const path of ['src/generated/client.ts', 'src/dist/one.js', 'src/.one.ts.swp', 'src/one.ts~', 'src/4913'])
      write(`a-service/${path}`);
    for (const path of ['api-gateway/site/openapi.json', 'packages/b/src/dist/two.js']) write(path);
    for (const path of ['.env', 'a-service/src/one.ts', 'a-service/src/two.ts']) write(path);
    assert.deepEqual(await sources.next(), ['.env', 'a-service/src/one.ts', 'a-service/src/two.ts']);
  });

  test('are told again after they were replaced by a rename, as editors and git save', async () => {
    for (const _ of [1, 2, 3]) {
      write('a-service/src/new.tmp');
      renameSync(join(folder, 'a-service/src/new.tmp'), join(folder, 'a-service/src/one.ts'));
      assert.deepEqual(await sources.next(), ['a-service/src/one.ts']);
    }
  });

  test('include those of new folders', async () => {
    for (const name of ['three', 'four']) {
      write(`a-service/src/more/deep/${name}.ts`);
      assert.deepEqual(await sources.next(), [`a-service/src/more/deep/${name}.ts`]);
    }
  });

  test('signal that there is something to tell', async () => {
    const signal = sources.signal();
    assert.equal(signal.aborted, false);
    write('a-service/src/one.ts');
    await sources.next();
    assert.equal(signal.aborted, true);
    assert.equal(sources.signal().aborted, false);
  });
});

import assert from 'node:assert/strict';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { unlessBuilt } from './build-stamp.ts';

const SOURCE = 'service/src/main.ts';
const OUTPUT = 'service/dist/main.js';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'ems-build-'));
  write(SOURCE, 'one');
});
afterEach(() => rmSync(tree, { recursive: true }));

/** Until the file system's clock has ticked, which no true build is quicker than. */
function write(path: string, text: string): void {
  const file = join(tree, path);
  const changedAt = () => statSync(file, { throwIfNoEntry: false })?.ctimeMs;
  const before = changedAt();
  mkdirSync(dirname(file), { recursive: true });
  do writeFileSync(file, text);
  while (changedAt() === before);
}

const copySource = () => write(OUTPUT, readFileSync(join(tree, SOURCE), 'utf8'));

/** @returns whether it was built, and what came of it */
async function build(work = copySource, { code = 0, isWhole = true } = {}): Promise<boolean> {
  const stampFile = join(tree, '.local/build.json');
  const result = await unlessBuilt({
    tree,
    stampFile,
    isWhole,
    async build() {
      work();
      return { code };
    },
  });
  return result !== 'built';
}

test('what is built is not built again', async () => {
  assert.equal(await build(), true);
  assert.equal(await build(), false);
  assert.equal(await build(copySource, { isWhole: false }), false);
});

const changes: Record<string, () => void> = {
  'an edit': () => write(SOURCE, 'two'),
  'an edit that keeps size and time': () => {
    const { atime, mtime } = statSync(join(tree, SOURCE));
    write(SOURCE, 'eno');
    utimesSync(join(tree, SOURCE), atime, mtime);
  },
  'a new source': () => write('service/src/other.ts', ''),
  'a renamed source': () => renameSync(join(tree, SOURCE), join(tree, 'service/src/name.ts')),
  'another configuration': () => write('tsconfig.json', '{}'),
  'another package': () => write('node_modules/.package-lock.json', '{}'),
  'a lost output': () => rmSync(join(tree, OUTPUT)),
  'all outputs lost': () => rmSync(join(tree, 'service/dist'), { recursive: true }),
  'a changed output': () => write(OUTPUT, 'by hand'),
  'an output too many': () => write('api-gateway/site/index.html', ''),
  'a broken stamp': () => write('.local/build.json', '{"sources":'),
};
for (const [what, change] of Object.entries(changes))
  test(`after ${what} it is built again, and then it is built`, async () => {
    await build();
    change();
    const keepOrCopy = () => (what === 'a renamed source' ? write(OUTPUT, 'one') : copySource());
    assert.equal(await build(keepOrCopy), true);
    assert.equal(await build(), false);
  });

test('what a running system writes, what is not ours, and a copy of packages by hard links, is no change', async () => {
  write('node_modules/.package-lock.json', '{}');
  await build();
  linkSync(join(tree, 'node_modules/.package-lock.json'), join(tree, 'node_modules/copy'));
  for (const path of ['.local/logs/a.log', '.git/index', '.env', 'node_modules/jest/index.js', 'coverage/a.html'])
    write(path, '');
  assert.equal(await build(), false);
});

test('an edit while it is built is one of after the build, even one that is taken back', async () => {
  const editAndTakeBack = () => {
    write(SOURCE, 'two');
    copySource();
    write(SOURCE, 'one');
  };
  assert.equal(await build(editAndTakeBack), true);
  assert.equal(await build(), true);
  assert.equal(readFileSync(join(tree, OUTPUT), 'utf8'), 'one');
});

test('a build that fails, or of a part, leaves the rest to be built', async () => {
  await build(copySource, { code: 1 });
  assert.equal(await build(copySource, { isWhole: false }), true);
  assert.equal(await build(), true);
  assert.equal(await build(), false);
});

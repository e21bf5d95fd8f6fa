import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBrokenLinks } from './links.ts';

const there = new Set(['docs/a.md', 'docs/b.md', 'tests/x.test.ts', 'x.test.ts']);
const brokenIn = (text: string) =>
  findBrokenLinks('docs/a.md', text, path => there.has(path)).map(found => `${found.line} ${found.text}`);

test('links lead from the page, paths from the root, and tests have names', () => {
  assert.deepEqual(
    brokenIn('[b](b.md), [b](../docs/b.md#part), [web](https://x/y), [here](#part), `tests/x.test.ts`'),
    [],
  );
  assert.deepEqual(brokenIn('\n[c](c.md) and `tests/y.test.ts`'), [
    '2 c.md is not there',
    '2 tests/y.test.ts is not there',
  ]);
  assert.deepEqual(brokenIn('`x.test.ts`, `y.test.ts` (some test)'), ['1 y.test.ts is not there']);
  assert.deepEqual(brokenIn('`<service>/src/main.ts`, `main.ts` and `docs/` are told of, not referred to'), []);
});

import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import services from '../../services.json' with { type: 'json' };
import { root } from './files.ts';

const [held = ''] = readFileSync(join(root, 'docs/security.md'), 'utf8').split('## What is not held yet');

/** The rows of the tables: what holds, and by which tests; without the heads. */
const rows = Array.from(held.matchAll(/^\|.*\|$/gm), ([row]) => row.split(' | ').map(cell => cell.trim()))
  .filter(cells => cells.length > 1 && !cells.at(-1)?.startsWith('held by'))
  .map(cells => ({ what: cells.at(-2) ?? '', by: cells.at(-1) ?? '' }));

/** The tests of a path as the page has it; a bare name is one of user-service. */
function filesOf(path: string): string[] {
  if (path.startsWith('<service>/')) return services.flatMap(({ name }) => filesOf(path.replace('<service>', name)));
  const places = path.includes('/') ? [path, `user-service/${path}`] : [`user-service/test/${path}`];
  const place = places.find(place => statSync(join(root, place), { throwIfNoEntry: false }));
  if (place === undefined) return [];
  return place.endsWith('.ts') ? [place] : globSync(`${place}/**/*.test.ts`, { cwd: root });
}

/** Whether a test of the file is called so, where `…` stands for any words. */
function hasTest(file: string, title: string): boolean {
  const words = title.split('…').map(part => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const text = readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'");
  return new RegExp(words.join('.*')).test(text);
}

test('whatever docs/security.md says is held by tests', () => {
  assert.ok(rows.length > 40);
  const wrong: string[] = [];
  for (const { what, by } of rows) {
    const named = Array.from(by.matchAll(/`([^`]+)`(?: \(((?:[^()]|\([^()]*\))+)\))?/g));
    if (named.length === 0) wrong.push(`nothing holds: ${what}`);
    for (const [, path = '', titles] of named) {
      const files = filesOf(path);
      if (files.length === 0 || !files.every(file => file.endsWith('.test.ts')))
        wrong.push(`${path} is no test: ${what}`);
      for (const title of titles?.split(', ') ?? [])
        if (!files.some(file => hasTest(file, title))) wrong.push(`${path} has no test "${title}": ${what}`);
    }
  }
  assert.ok(wrong.length === 0, wrong.join('\n'));
});

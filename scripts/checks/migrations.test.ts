/** Migrations that a version and the one before it can live with, and that nobody waits for: what squawk finds, with .squawk.toml. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from './files.ts';

/** Those of before the rule stay as they were applied, by their names. */
const firstUnderRule = '20261129';

const migrations = globSync('*-service/prisma/migrations/*/migration.sql', { cwd: root });
const nameOf = (path: string) => dirname(path).split('/').at(-1) ?? '';
const underRule = migrations.filter(path => /^\d{14}_/.test(nameOf(path)) && nameOf(path) >= firstUnderRule);

interface Violation {
  file: string;
  line: number;
  rule_name: string;
}

const squawk = join(dirname(createRequire(import.meta.url).resolve('squawk-cli/package.json')), 'js/bin/squawk');

/** @param sql as standard input, where no files are named */
function violationsIn(paths: readonly string[], sql = ''): Violation[] {
  const args = [squawk, '--reporter', 'json', ...(paths.length > 0 ? paths : ['--stdin-filepath', 'migration.sql'])];
  const { stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: root, input: sql, encoding: 'utf8' });
  assert.ok(!error && stdout, stderr);
  return JSON.parse(stdout) as Violation[];
}

const rulesOf = (sql: string) => violationsIn([], sql).map(violation => violation.rule_name);

test('a migration under the rule takes nothing away that the version before uses, and locks for a moment only', () => {
  assert.ok(migrations.length > 90);
  const found = underRule.length === 0 ? [] : violationsIn(underRule);
  assert.deepEqual(
    found.map(({ file, line, rule_name }) => `${file}:${line} ${rule_name}`),
    [],
  );
});

test('an index that is made while others write is alone in its file', () => {
  const together = underRule.filter(path => {
    const statements = readFileSync(join(root, path), 'utf8')
      .replace(/--.*/g, '')
      .split(';')
      .filter(part => part.trim() !== '');
    return statements.length > 1 && statements.some(part => /\bCONCURRENTLY\b/i.test(part));
  });
  assert.deepEqual(together, []);
});

test('the rule refuses what an older version could not bear, and what everybody would wait for', () => {
  const timed = "SET lock_timeout = '3s';\n";
  assert.deepEqual(rulesOf(`${timed}ALTER TABLE events DROP COLUMN note;`), ['ban-drop-column']);
  assert.deepEqual(rulesOf(`${timed}ALTER TABLE events RENAME COLUMN a TO b;`), ['renaming-column']);
  assert.deepEqual(rulesOf(`${timed}ALTER TABLE events ALTER COLUMN a SET NOT NULL;`), ['adding-not-nullable-field']);
  assert.deepEqual(rulesOf(`${timed}CREATE INDEX i ON events (a);`), ['require-concurrent-index-creation']);
  assert.deepEqual(rulesOf('ALTER TABLE events ADD COLUMN note TEXT;'), ['require-lock-timeout']);
  assert.deepEqual(rulesOf(`${timed}ALTER TABLE events ADD CONSTRAINT c CHECK (a > 0);`), [
    'constraint-missing-not-valid',
  ]);
});

test('the rule takes what expands', () => {
  const sql = `SET lock_timeout = '3s';
    ALTER TABLE events ADD COLUMN note TEXT;
    ALTER TABLE events ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
    CREATE TABLE notes (id UUID PRIMARY KEY, event_id UUID NOT NULL);
    CREATE INDEX notes_event_id ON notes (event_id);`;
  assert.deepEqual(rulesOf(sql), []);
  // Alone in its file it can set no timeout; what it waits for, nobody else waits for.
  assert.deepEqual(rulesOf('-- squawk-ignore require-lock-timeout\nCREATE INDEX CONCURRENTLY i ON events (a);'), []);
});

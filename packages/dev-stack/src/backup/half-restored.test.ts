import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { putInPlace, readJournal, refuseHalfRestored, stagingOf, writeJournal } from './half-restored.ts';

const journal = { digest: 'abc', parts: ['postgres/users', 'keys'] };
let directory: string;

const write = (path: string, text: string) => {
  mkdirSync(join(directory, path), { recursive: true });
  writeFileSync(join(directory, path, 'file'), text);
};
const read = (path: string) => readFileSync(join(directory, path, 'file'), 'utf8');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ems-restore-'));
  for (const part of journal.parts) {
    write(part, 'old');
    write(join('restore/new', part), 'new');
  }
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a restore that was interrupted is told, and what it had done by then', () => {
  assert.throws(() => refuseHalfRestored(directory), /before it changed anything/);
  writeJournal(directory, journal);
  assert.throws(() => refuseHalfRestored(directory), /while it put the restored state in place/);
});

test('it puts all in place, and leaves nothing of itself', () => {
  writeJournal(directory, journal);
  putInPlace(directory, journal);
  assert.deepEqual(journal.parts.map(read), ['new', 'new']);
  assert.equal(existsSync(stagingOf(directory)), false);
  refuseHalfRestored(directory);
});

test('one that was killed between any two renames is completed by the next', () => {
  writeJournal(directory, journal);
  // The first part is in place, of the second the old one is away.
  mkdirSync(join(directory, 'restore/old/postgres'), { recursive: true });
  renameSync(join(directory, 'postgres/users'), join(directory, 'restore/old/postgres/users'));
  renameSync(join(directory, 'restore/new/postgres/users'), join(directory, 'postgres/users'));
  renameSync(join(directory, 'keys'), join(directory, 'restore/old/keys'));
  assert.deepEqual(readJournal(directory), journal);
  putInPlace(directory, journal);
  assert.deepEqual(journal.parts.map(read), ['new', 'new']);
});

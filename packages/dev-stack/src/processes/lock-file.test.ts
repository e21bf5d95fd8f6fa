import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { UserError } from '../errors.ts';
import { acquireLock } from './lock-file.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-file-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a second run is refused with the pid of the first, until that one has released the directory', async () => {
  const lock = await acquireLock(directory, 'npm start');
  await assert.rejects(acquireLock(directory, 'npm start'), {
    name: UserError.name,
    message: new RegExp(`^npm start is already running \\(pid ${process.pid}\\)`),
  });
  lock.release();
  (await acquireLock(directory, 'npm start')).release();
});

test('a second run waits for a first one that is stopping', async () => {
  const lock = await acquireLock(directory, 'npm start');
  lock.markStopping();
  let isReleased = false;
  const second = acquireLock(directory, 'npm start').then(acquired => {
    assert.equal(isReleased, true);
    acquired.release();
  });
  setImmediate(() => {
    isReleased = true;
    lock.release();
  });
  await second;
});

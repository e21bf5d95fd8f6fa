import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { reservePort } from './reserve-port.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reserve-port-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a port is given out once, as long as who got it lives', () => {
  assert.equal(reservePort(21_000, folder), true);
  assert.equal(reservePort(21_000, folder), false);
  assert.equal(reservePort(21_001, folder), true);
});

test('a port of a process that has ended is given out again, to who asks next', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, '21000'), String(pid));
  assert.deepEqual([reservePort(21_000, folder), reservePort(21_000, folder)], [false, true]);
});

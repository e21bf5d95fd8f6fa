import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { whileGroupPaused } from '../processes/pause-group.ts';
import { rotateLog } from './rotate-log.ts';

let directory = '';
let log = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rotate-log-'));
  log = join(directory, 'x.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

test('a log that is too long is emptied, and the newest of it is kept under numbers', () => {
  for (const content of ['first', 'second', 'third', 'fourth']) {
    writeFileSync(log, content);
    rotateLog(log, { maxBytes: 4, kept: 3 }, step => step());
  }
  assert.deepEqual([log, `${log}.1`, `${log}.2`, `${log}.3`, `${log}.4`].map(textOf), [
    '',
    'fourth',
    'third',
    'second',
    undefined,
  ]);
});

test('a log that is short enough stays as it is', () => {
  writeFileSync(log, 'four');
  rotateLog(log, { maxBytes: 4, kept: 3 }, step => step());
  assert.deepEqual([log, `${log}.1`].map(textOf), ['four', undefined]);
});

test('a log whose writers cannot be paused is left for another time', () => {
  writeFileSync(log, 'first');
  rotateLog(log, { maxBytes: 4, kept: 3 }, () => {});
  assert.deepEqual([log, `${log}.1`].map(textOf), ['first', undefined]);
});

test('no line is lost, and none comes twice, while a process writes as fast as it can', async () => {
  const program = 'for (let n = 0; n < 100_000; n++) require("node:fs").writeSync(1, n + "\\n")';
  const output = openSync(log, 'a');
  const writer = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', output, 'inherit'] });
  const { pid = 0 } = writer;
  const exited = once(writer, 'exit');
  let hasExited = false;
  exited.then(() => (hasExited = true));
  while (!hasExited) {
    rotateLog(log, { maxBytes: 20_000, kept: 1000 }, step => whileGroupPaused(pid, step));
    await delay(5);
  }
  const files = Array.from({ length: 1000 }, (_, index) => `${log}.${index + 1}`).filter(existsSync);
  assert.ok(files.length >= 3, 'it was rotated several times while it was written');
  const lines = [...files.toReversed(), log].map(textOf).join('').trimEnd().split('\n');
  assert.deepEqual(lines.length, 100_000);
  assert.ok(lines.every((line, index) => line === String(index)));
});

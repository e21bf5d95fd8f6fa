import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { withTimes } from './follow-logs.ts';
import { LogReader } from './log-reader.ts';
import { rotateLog } from './rotate-log.ts';

let directory = '';
let log = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'log-reader-'));
  log = join(directory, 'x.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

test('it begins at the end of the log, or with its last lines', () => {
  appendFileSync(log, 'one\ntwo\nthree\n');
  assert.deepEqual(new LogReader(log).read(), []);
  assert.deepEqual(new LogReader(log, 2).read(), ['two', 'three']);
  assert.deepEqual(new LogReader(log, 20).read(), ['one', 'two', 'three']);
});

test('lines are given when they are complete, whatever pieces they are written in', () => {
  const reader = new LogReader(log);
  assert.deepEqual(reader.read(), []);
  const [begin, end] = [Buffer.from('größe\n').subarray(0, 4), Buffer.from('größe\n').subarray(4)];
  appendFileSync(log, begin);
  assert.deepEqual(reader.read(), []);
  appendFileSync(log, end);
  assert.deepEqual(reader.read(), ['größe']);
});

test('what is written before and after a rotation is read once', () => {
  const reader = new LogReader(log);
  appendFileSync(log, 'one\n');
  assert.deepEqual(reader.read(), ['one']);
  appendFileSync(log, 'two\nth');
  rotateLog(log, { maxBytes: 1, kept: 3 }, step => step());
  appendFileSync(log, 'ree\n');
  assert.deepEqual(reader.read(), ['two']);
  assert.deepEqual(reader.read(), ['three']);
});

test('a log that was deleted is read from its new beginning', () => {
  appendFileSync(log, 'one\ntwo\n');
  const reader = new LogReader(log);
  rmSync(log);
  assert.deepEqual(reader.read(), []);
  appendFileSync(log, 'three\n');
  assert.deepEqual(reader.read(), ['three']);
});

test('a line without a time is as old as the one before it', () => {
  const lines = [
    '{"level":"info","time":"2027-01-01T00:00:01.500Z","msg":"x"}',
    'Error: y',
    '2027-01-01 00:00:02.000 UTC [7] LOG:  z',
    '2027-01-01 00:00:03.000000+00:00 [info] <0.1.0> z',
  ];
  const start = Date.parse('2027-01-01T00:00:00Z');
  assert.deepEqual(
    withTimes(lines).map(({ time }) => time - start),
    [1500, 1500, 2000, 3000],
  );
});

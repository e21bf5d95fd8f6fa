import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { isLocked } from './lock-file.ts';
import { isRunning, type PidFile, readPidFiles, stopProcess, writePidFile } from './pid-files.ts';
import { isGroupRunning, startTime } from './process-info.ts';
import { stopOrphans } from './supervisor.ts';

describe('pid files', () => {
  let directory = '';
  let child: ChildProcess;
  let file: PidFile;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'pid-files-'));
    // Leads a group of its own, with a grandchild in it, as a server does.
    child = spawn('sh', ['-c', 'sleep 60 & wait'], { detached: true, stdio: 'ignore' });
    const pid = child.pid ?? 0;
    file = { name: 'server', pid, startedAt: startTime(pid) ?? '', stopSignal: 'SIGTERM', stopTimeoutMs: 5000 };
  });
  afterEach(async () => {
    await stopProcess(file);
    rmSync(directory, { recursive: true });
  });

  test('let a later run stop what a killed one left, with all of its group', async () => {
    writePidFile(directory, file);
    assert.equal(isRunning(file), true);
    await stopOrphans(directory);
    assert.equal(isRunning(file), false);
    assert.equal(isGroupRunning(file.pid), false);
    assert.deepEqual(readPidFiles(directory), []);
  });

  test('never take another process that got the number for the one they name', async () => {
    const other = { ...file, startedAt: 'before' };
    writePidFile(directory, other);
    assert.equal(isRunning(other), false);
    await stopOrphans(directory);
    assert.equal(isRunning(file), true);
  });

  test('lock a directory while the run that wrote them lives, also while it stops', async () => {
    assert.equal(isLocked(directory), false);
    for (const name of ['supervisor', 'supervisor-stopping']) {
      writePidFile(directory, { ...file, name });
      assert.equal(isLocked(directory), true);
      rmSync(join(directory, 'pids', `${name}.json`));
    }
    writePidFile(directory, { ...file, name: 'supervisor' });
    await stopProcess(file);
    assert.equal(isLocked(directory), false);
  });

  test('are read past one that is half written', () => {
    writePidFile(directory, file);
    writeFileSync(join(directory, 'pids/broken.json'), '{"name":');
    assert.deepEqual(readPidFiles(directory), [file]);
  });
});

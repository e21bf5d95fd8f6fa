import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { UserError } from '../errors.ts';
import type { ProcessSpec } from './managed-process.ts';
import { isRunning, type PidFile, readPidFiles } from './pid-files.ts';
import { Supervisor } from './supervisor.ts';

describe('a process that is replaced', () => {
  let directory = '';
  let supervisor: Supervisor;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'supervisor-'));
    supervisor = new Supervisor(directory);
  });
  afterEach(async () => {
    await supervisor.stop();
    assert.deepEqual(readPidFiles(directory), []);
    rmSync(directory, { recursive: true });
  });

  const gateOf = (instance: number) => join(directory, `ready-${instance}`);
  const open = (instance: number) => writeFileSync(gateOf(instance), '');
  const spec = (instance: number, program = 'setInterval(() => {}, 1000)'): ProcessSpec => ({
    name: 'server',
    instance,
    command: process.execPath,
    args: ['-e', program],
    cwd: directory,
    env: process.env,
    logFile: join(directory, 'server.log'),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5000,
    readyTimeoutMs: 60_000,
    isReady: async () => existsSync(gateOf(instance)),
  });
  const fileOf = (instance: number): PidFile => {
    const found = readPidFiles(directory).find(({ name }) => name === `server-${instance}`);
    assert.ok(found);
    return found;
  };

  test('goes on until the new one is ready and has taken over, and is ended then', async () => {
    open(1);
    await supervisor.start(spec(1));
    const old = fileOf(1);
    open(2);
    let ranAtSwitch = false;
    await supervisor.replace(spec(2), () => {
      ranAtSwitch = isRunning(old);
    });
    assert.equal(ranAtSwitch, true);
    assert.equal(isRunning(old), false);
    assert.equal(isRunning(fileOf(2)), true);
  });

  test('goes on when the new one ends at its start', async () => {
    open(1);
    await supervisor.start(spec(1));
    const failing = supervisor.replace(spec(2, 'throw new Error("no start")'), () => assert.fail('it took over'));
    await assert.rejects(failing, { name: UserError.name, message: /server exited while starting[\s\S]*no start/ });
    assert.equal(isRunning(fileOf(1)), true);
    open(3);
    await supervisor.replace(spec(3), () => {});
    assert.equal(isRunning(fileOf(3)), true);
  });

  test('is ended with the new one when all is stopped meanwhile', async () => {
    open(1);
    await supervisor.start(spec(1));
    const replacing = supervisor.replace(spec(2), () => assert.fail('it took over'));
    const files = [fileOf(1), fileOf(2)];
    await Promise.all([supervisor.stop(), assert.rejects(replacing, UserError)]);
    assert.deepEqual(files.map(isRunning), [false, false]);
  });
});

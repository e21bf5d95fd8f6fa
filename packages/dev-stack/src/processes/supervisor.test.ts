import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { waitingArgs } from '../build.ts';
import { UserError } from '../errors.ts';
import type { ProcessSpec } from './managed-process.ts';
import { isRunning, type PidFile, readPidFiles } from './pid-files.ts';
import { pollUntil } from './poll.ts';
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
    await supervisor
      .prepare(spec(2), () => {
        ranAtSwitch = isRunning(old);
      })
      .takeOver();
    assert.equal(ranAtSwitch, true);
    assert.equal(isRunning(old), false);
    assert.equal(isRunning(fileOf(2)), true);
  });

  test('goes on when the new one ends at its start', async () => {
    open(1);
    await supervisor.start(spec(1));
    const next = supervisor.prepare(spec(2, 'throw new Error("no start")'), () => assert.fail('it took over'));
    await assert.rejects(next.takeOver(), {
      name: UserError.name,
      message: /server exited while starting[\s\S]*no start/,
    });
    assert.equal(isRunning(fileOf(1)), true);
    open(3);
    await supervisor.prepare(spec(3), () => {}).takeOver();
    assert.equal(isRunning(fileOf(3)), true);
  });

  test('is ended with the new one when all is stopped meanwhile', async () => {
    open(1);
    await supervisor.start(spec(1));
    const replacing = supervisor.prepare(spec(2), () => assert.fail('it took over')).takeOver();
    const files = [fileOf(1), fileOf(2)];
    await Promise.all([supervisor.stop(), assert.rejects(replacing, UserError)]);
    assert.deepEqual(files.map(isRunning), [false, false]);
  });

  describe('by one that waits before its own code', () => {
    const isMade = (name: string) => existsSync(join(directory, name));
    const waiting = (): ProcessSpec => {
      const make = (name: string) => `require('node:fs').writeFileSync(${JSON.stringify(join(directory, name))}, '')`;
      writeFileSync(join(directory, 'package.json'), '{"dependencies":{"no-such-package":"1","./dependency.cjs":"1"}}');
      writeFileSync(join(directory, 'dependency.cjs'), make('loaded'));
      // In a thread of its own, which is given the same arguments.
      writeFileSync(join(directory, 'thread.cjs'), make('ran'));
      const thread = `new (require('node:worker_threads').Worker)(${JSON.stringify(join(directory, 'thread.cjs'))})`;
      writeFileSync(join(directory, 'main.cjs'), `${thread}; setInterval(() => {}, 1000)`);
      const args = [join(directory, 'main.cjs')];
      return { ...spec(2), args, waitingArgs: waitingArgs('dependencies'), isReady: async () => isMade('ran') };
    };
    const prepare = async (onReady: () => void) => {
      const next = supervisor.prepare(waiting(), onReady);
      assert.ok(await pollUntil(() => isMade('loaded'), { timeoutMs: 60_000 }));
      return next;
    };
    beforeEach(async () => {
      open(1);
      await supervisor.start(spec(1));
    });

    test('runs that code only when it takes over', async () => {
      const next = await prepare(() => {});
      const { pid } = fileOf(2);
      assert.equal(isMade('ran'), false);
      await next.takeOver();
      assert.equal(fileOf(2).pid, pid);
      assert.equal(isMade('ran'), true);
    });

    test('is of a layer whose go-ahead it awaits, or the stop of all', async () => {
      const other = { ...waiting(), name: 'other' };
      supervisor.prepareLayer(other);
      const start = supervisor.prepareLayer(waiting());
      assert.ok(await pollUntil(() => isMade('loaded'), { timeoutMs: 60_000 }));
      const { pid } = fileOf(2);
      assert.equal(isMade('ran'), false);
      await start();
      assert.equal(fileOf(2).pid, pid);
      await supervisor.stop();
      assert.deepEqual(readPidFiles(directory), []);
    });

    test('goes on when that one is discarded, which has run nothing', async () => {
      const next = await prepare(() => assert.fail('it took over'));
      const file = fileOf(2);
      await next.discard();
      assert.equal(isRunning(file), false);
      assert.equal(isMade('ran'), false);
      assert.equal(isRunning(fileOf(1)), true);
    });
  });
});

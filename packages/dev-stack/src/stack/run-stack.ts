import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { refuseHalfRestored, stagingOf } from '../backup/half-restored.ts';
import { ShutdownRequested } from '../errors.ts';
import { elapsedSeconds, log } from '../log.ts';
import { requireFreePorts } from '../ports/free-ports.ts';
import { acquireLock } from '../processes/lock-file.ts';
import { killAll } from '../processes/pid-files.ts';
import { listenForShutdown } from '../processes/shutdown.ts';
import { Supervisor, stopOrphans } from '../processes/supervisor.ts';
import { systemPrograms } from '../servers/system-packages.ts';
import { startBroker } from './broker-server.ts';
import { refuseOpenDefault, type StackConfig } from './config.ts';
import { listEndpoints } from './endpoints.ts';
import { requiredPorts } from './server-settings.ts';
import type { Stack } from './stack.ts';

export interface StackRun {
  config: StackConfig;
  /** Deletes the state of earlier runs first. */
  fresh: boolean;
  /** Makes what the stack runs. */
  build: () => Promise<void>;
  /** Goes on beside the stack once it is up, until the stack stops; a failure stops it. */
  whileRunning: (stack: Stack) => Promise<never>;
}

/** Brings the system up on this machine and keeps it up until it is told to stop. @returns the exit code */
export async function runStack({ config, fresh, build, whileRunning }: StackRun): Promise<number> {
  refuseOpenDefault(config);
  const shutdown = listenForShutdown();
  const lock = await acquireLock(config.directory, 'npm start or npm run dev');
  await stopOrphans(config.directory);
  if (fresh) await deleteState(config.directory);
  refuseHalfRestored(config.directory);
  const programs = await systemPrograms();
  await requireFreePorts(requiredPorts(config));
  const supervisor = new Supervisor(config.directory);
  let stop = () => supervisor.stop();
  shutdown.handle(lock.markStopping, () => killAll(config.directory));
  try {
    // What takes longest begins first, and needs nothing that is compiled.
    const broker = startBroker(config, programs, supervisor);
    broker.catch(() => {});
    await Promise.race([build(), shutdown.requested]);
    // Loaded late, because it imports packages that the build compiles.
    const { createStack } = await import('./stack.ts');
    const stack = createStack(config, programs, supervisor);
    stop = stack.stop;
    await Promise.race([stack.start(broker), shutdown.requested]);
    log(`everything is ready after ${elapsedSeconds().toFixed(0)} s\n\n${listEndpoints(config)}\n\nCtrl-C stops it.\n`);
    return await Promise.race([whileRunning(stack), shutdown.requested]);
  } catch (error) {
    if (!(error instanceof ShutdownRequested)) throw error;
  } finally {
    await stop();
    lock.release();
  }
  log('stopped');
  return 0;
}

async function deleteState(directory: string): Promise<void> {
  await stopOrphans(stagingOf(directory));
  log('starting over: deleting databases, messages, keys, mails and logs');
  for (const folder of ['postgres', 'rabbitmq', 'nginx', 'keys', 'mail', 'logs', 'restore']) {
    rmSync(join(directory, folder), { recursive: true, force: true });
  }
}

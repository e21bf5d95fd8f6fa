import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { isRunning, type PidFile, readPidFiles, removePidFile, writePidFile } from './pid-files.ts';
import { pollUntil } from './poll.ts';
import { startTime } from './process-info.ts';

const RUNNING = 'supervisor';
const STOPPING = 'supervisor-stopping';

export interface Lock {
  /** Tells a run that wants to begin that this one is about to end. */
  markStopping(): void;
  release(): void;
}

/**
 * Locks the directory for this process. A run that is stopping is waited for; one that is up makes this one fail.
 * @throws UserError naming the process that has the lock
 */
export async function acquireLock(directory: string, command: string): Promise<Lock> {
  // A run whose npm was killed a moment ago needs a second to notice; one that is up never changes.
  await pollUntil(() => findOwner(directory, RUNNING) === undefined, { timeoutMs: 3000 });
  const owner = findOwner(directory, RUNNING);
  if (owner !== undefined) {
    throw new UserError(
      `${command} is already running (pid ${owner.pid}). Stop it with Ctrl-C where it runs, or with: kill ${owner.pid}`,
    );
  }
  if (findOwner(directory, STOPPING) !== undefined) log('waiting for an earlier run that is stopping');
  await pollUntil(() => findOwner(directory, STOPPING) === undefined, { timeoutMs: 60_000 });
  const self = {
    pid: process.pid,
    startedAt: startTime(process.pid) ?? '',
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 60_000,
  } as const;
  writePidFile(directory, { name: RUNNING, ...self });
  return {
    markStopping() {
      writePidFile(directory, { name: STOPPING, ...self });
      removePidFile(directory, RUNNING);
    },
    release() {
      removePidFile(directory, STOPPING);
      removePidFile(directory, RUNNING);
    },
  };
}

/** True while a run holds the lock of this directory, be it about to stop. */
export function isLocked(directory: string): boolean {
  return [RUNNING, STOPPING].some(name => findOwner(directory, name) !== undefined);
}

function findOwner(directory: string, name: string): PidFile | undefined {
  return readPidFiles(directory).find(file => file.name === name && isRunning(file));
}

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, isLocked } from '../processes/lock-file.ts';
import { killAll } from '../processes/pid-files.ts';
import { stopOrphans } from '../processes/supervisor.ts';

/** The folder of a run's second system, with logs of its own. */
export const SECOND = 'second';

export interface TestRun {
  /** All that this run makes lies below it. */
  directory: string;
  /** Registers what must be stopped, come what may; the last registered stops first. */
  onClose(stop: () => Promise<void>): void;
  /** Stops what still runs and deletes everything, but for the logs when they are to be kept. */
  close(keepLogs: boolean): Promise<void>;
  /** Kills everything at once, for somebody without patience. */
  kill(): void;
}

/**
 * A folder of its own for each run, so that several can test at the same time; what killed runs left is cleared away.
 * @param folder that of all runs
 * @param name of the run's own folder below it, where not any number of such runs may be
 * @throws UserError when a run of this name is up
 */
export async function openTestRun(folder: string, name = String(process.pid), command = 'npm test'): Promise<TestRun> {
  mkdirSync(folder, { recursive: true });
  await Promise.all(listDeadRuns(folder).map(clear));
  const directory = join(folder, name);
  const lock = await acquireLock(directory, command);
  const stops: (() => Promise<void>)[] = [];
  return {
    directory,
    onClose(stop) {
      stops.push(stop);
    },
    async close(keepLogs) {
      lock.markStopping();
      for (const stop of stops.toReversed()) await stop();
      lock.release();
      for (const path of keepLogs ? processFolders(directory) : [directory])
        rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
    kill: () => processFolders(directory).forEach(killAll),
  };
}

function listDeadRuns(folder: string): string[] {
  return readdirSync(folder)
    .map(name => join(folder, name))
    .filter(directory => !isLocked(directory));
}

async function clear(directory: string): Promise<void> {
  for (const folder of [directory, ...processFolders(directory)]) await stopOrphans(folder);
  rmSync(directory, { recursive: true, force: true });
}

/** The folders of a run that hold processes of their own. */
function processFolders(directory: string): string[] {
  return ['servers', 'system', 'restarted', join(SECOND, 'system')].map(name => join(directory, name));
}

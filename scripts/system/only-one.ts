import { startedAt } from './identity.ts';
import { isAlive, type ProcessRecord, readRecords, removeRecord, writeRecord } from './records.ts';
import { Plain, type Say } from './say.ts';
import { holdsWithin } from './wait.ts';

const WORKING = 'supervisor';
const STOPPING = 'supervisor-stopping';

export interface Claim {
  /** Tells a run that wants to begin that this one is about to end. */
  stopping(): void;
  release(): void;
}

/**
 * Claims the directory for this process. A run that is stopping is waited for; one that works makes this one fail.
 * @throws Plain naming the process that has the directory
 */
export async function claim(directory: string, what: string, say: Say): Promise<Claim> {
  // A run whose npm was killed a moment ago needs a second to notice; one that merely works never changes.
  await holdsWithin(() => find(directory, WORKING) === undefined, { timeoutMs: 3000 });
  const busy = find(directory, WORKING);
  if (busy !== undefined) {
    throw new Plain(
      `${what} runs already (pid ${busy.pid}). Stop it with Ctrl-C where it runs, or with: kill ${busy.pid}`,
    );
  }
  if (find(directory, STOPPING) !== undefined) say('an earlier run is stopping: waiting for it');
  await holdsWithin(() => find(directory, STOPPING) === undefined, { timeoutMs: 60_000 });
  const own = {
    pid: process.pid,
    startedAt: startedAt(process.pid) ?? '',
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 60_000,
  } as const;
  writeRecord(directory, { name: WORKING, ...own });
  return {
    stopping() {
      writeRecord(directory, { name: STOPPING, ...own });
      removeRecord(directory, WORKING);
    },
    release() {
      removeRecord(directory, STOPPING);
      removeRecord(directory, WORKING);
    },
  };
}

function find(directory: string, name: string): ProcessRecord | undefined {
  return readRecords(directory).find(entry => entry.name === name && isAlive(entry));
}

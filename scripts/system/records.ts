import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupLives, startedAt } from './identity.ts';
import { holdsWithin } from './wait.ts';

/** What is kept on disk about a process that we started, so that a later run can stop it should we be killed. */
export interface ProcessRecord {
  name: string;
  pid: number;
  startedAt: string;
  stopSignal: NodeJS.Signals;
  stopTimeoutMs: number;
}

const file = (directory: string, name: string) => join(directory, 'pids', `${name}.json`);

export function writeRecord(directory: string, entry: ProcessRecord): void {
  mkdirSync(join(directory, 'pids'), { recursive: true });
  writeFileSync(file(directory, entry.name), JSON.stringify(entry));
}

export function removeRecord(directory: string, name: string): void {
  rmSync(file(directory, name), { force: true });
}

export function readRecords(directory: string): ProcessRecord[] {
  const folder = join(directory, 'pids');
  return listed(folder).flatMap(name => {
    try {
      return [JSON.parse(readFileSync(join(folder, name), 'utf8')) as ProcessRecord];
    } catch {
      // Half a record is left when we are killed while writing it; the process behind it is found by other means.
      return [];
    }
  });
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/** True while the very process that was recorded still runs, not another one that got its number. */
export function isAlive(entry: ProcessRecord): boolean {
  return startedAt(entry.pid) === entry.startedAt;
}

/** Sends the signal to the process's whole group; every process we start leads a group of its own. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group, which is what a signal is for.
  }
}

/** Stops a process politely, by force when its time is up, together with all that it left in its group. */
export async function stopRecorded(entry: ProcessRecord): Promise<void> {
  if (!isAlive(entry)) return;
  process.kill(entry.pid, entry.stopSignal);
  await holdsWithin(() => !isAlive(entry), { timeoutMs: entry.stopTimeoutMs, everyMs: 50 });
  signalGroup(entry.pid, 'SIGKILL');
  await holdsWithin(() => !groupLives(entry.pid), { timeoutMs: 5000, everyMs: 20 });
}

/** Ends at once whatever is recorded in this directory, but ourselves. */
export function killRecorded(directory: string): void {
  const others = readRecords(directory).filter(entry => entry.pid !== process.pid);
  for (const entry of others.filter(isAlive)) signalGroup(entry.pid, 'SIGKILL');
}

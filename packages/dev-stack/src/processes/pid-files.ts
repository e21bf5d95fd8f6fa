import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pollUntil } from './poll.ts';
import { isGroupRunning, startTime } from './process-info.ts';

/** What is kept on disk about a process that we started, so that a later run can stop it should we be killed. */
export interface PidFile {
  name: string;
  pid: number;
  /** The process's {@link startTime}, since its number may be given to another one. */
  startedAt: string;
  stopSignal: NodeJS.Signals;
  stopTimeoutMs: number;
}

const pathOf = (directory: string, name: string) => join(directory, 'pids', `${name}.json`);

/** The file is never there in part: others look whether it has changed. */
export function writePidFile(directory: string, file: PidFile): void {
  const path = pathOf(directory, file.name);
  mkdirSync(join(directory, 'pids'), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(file));
  renameSync(`${path}.new`, path);
}

export function removePidFile(directory: string, name: string): void {
  rmSync(pathOf(directory, name), { force: true });
}

export function readPidFiles(directory: string): PidFile[] {
  const folder = join(directory, 'pids');
  return listJson(folder).flatMap(name => {
    try {
      return [JSON.parse(readFileSync(join(folder, name), 'utf8')) as PidFile];
    } catch {
      // An earlier version left half a file when it was killed while writing it.
      return [];
    }
  });
}

function listJson(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/** True while the very process that the file names still runs, not another one that got its number. */
export function isRunning({ pid, startedAt }: PidFile): boolean {
  return startTime(pid) === startedAt;
}

/** Sends the signal to the process's whole group; every process we start leads a group of its own. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group, which is what a signal is for.
  }
}

/** Stops a process gracefully, by force when its time is up, together with all that it left in its group. */
export async function stopProcess(file: PidFile): Promise<void> {
  if (!isRunning(file)) return;
  process.kill(file.pid, file.stopSignal);
  await pollUntil(() => !isRunning(file), { timeoutMs: file.stopTimeoutMs, intervalMs: 50 });
  signalGroup(file.pid, 'SIGKILL');
  await pollUntil(() => !isGroupRunning(file.pid), { timeoutMs: 5000, intervalMs: 20 });
}

/** Kills at once all processes of this directory's pid files, but ourselves. */
export function killAll(directory: string): void {
  const others = readPidFiles(directory).filter(file => file.pid !== process.pid);
  for (const file of others.filter(isRunning)) signalGroup(file.pid, 'SIGKILL');
}

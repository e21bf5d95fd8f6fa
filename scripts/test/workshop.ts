import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Claim, claim } from '../system/only-one.ts';
import { isAlive, killRecorded, readRecords } from '../system/records.ts';
import { type Say, say } from '../system/say.ts';
import { stopLeftovers } from '../system/supervisor.ts';

export interface Workshop {
  /** All that this run makes lies below it. */
  directory: string;
  /** Registers what must be stopped, come what may; the last registered stops first. */
  onClose(stop: () => Promise<void>): void;
  /** Stops what still runs and deletes everything, but for the logs when they are to be kept. */
  close(keepLogs: boolean): Promise<void>;
  /** Ends everything at once, for somebody without patience. */
  abandon(): void;
}

/** A folder of its own for each run, so that several can test at the same time; what killed runs left is cleared away. */
export async function openWorkshop(folder: string): Promise<Workshop> {
  const quiet: Say = () => {};
  mkdirSync(folder, { recursive: true });
  await Promise.all(deadRuns(folder).map(directory => clear(directory, say)));
  const directory = join(folder, String(process.pid));
  const claimed: Claim = await claim(directory, 'npm test', quiet);
  const stops: (() => Promise<void>)[] = [];
  return {
    directory,
    onClose(stop) {
      stops.push(stop);
    },
    async close(keepLogs) {
      claimed.stopping();
      for (const stop of stops.toReversed()) await stop();
      claimed.release();
      for (const part of keepLogs ? parts(directory) : [directory]) rmSync(part, { recursive: true, force: true });
    },
    abandon: () => parts(directory).forEach(killRecorded),
  };
}

function deadRuns(folder: string): string[] {
  const runs = readdirSync(folder).map(name => join(folder, name));
  return runs.filter(
    directory => !readRecords(directory).some(entry => entry.name.startsWith('supervisor') && isAlive(entry)),
  );
}

async function clear(directory: string, tell: Say): Promise<void> {
  for (const part of [directory, ...parts(directory)]) await stopLeftovers(part, tell);
  rmSync(directory, { recursive: true, force: true });
}

/** The folders of a run that hold processes of their own. */
function parts(directory: string): string[] {
  return ['servers', 'system'].map(name => join(directory, name));
}

import { ManagedProcess, type ProcessSpec } from './managed-process.ts';
import { isAlive, readRecords, removeRecord, stopRecorded } from './records.ts';
import { Plain, type Say } from './say.ts';

/** Starts processes layer by layer, restarts what dies, and stops the layers in reverse. */
export class Supervisor {
  readonly #layers: ManagedProcess[][] = [];
  #stopping: Promise<void> | undefined;

  readonly #directory: string;
  readonly #say: Say;

  constructor(directory: string, say: Say) {
    this.#directory = directory;
    this.#say = say;
  }

  /** Starts all of them at once and waits until each is ready; fails with the last log lines of the one that is not. */
  async start(...specs: ProcessSpec[]): Promise<void> {
    if (this.#stopping !== undefined) throw new Plain('Stopped while starting.');
    const layer = specs.map(spec => new ManagedProcess(this.#directory, this.#say, spec));
    this.#layers.push(layer);
    await Promise.all(layer.map(managed => managed.start()));
  }

  /** Idempotent: everybody who calls gets the same stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopLayers();
    return this.#stopping;
  }

  async #stopLayers(): Promise<void> {
    for (const layer of this.#layers.toReversed()) await Promise.all(layer.map(managed => managed.stop()));
  }
}

/** Stops what an earlier run left behind in this directory when it was killed. */
export async function stopLeftovers(directory: string, say: Say): Promise<void> {
  const records = readRecords(directory).filter(entry => entry.pid !== process.pid);
  const alive = records.filter(isAlive);
  if (alive.length > 0)
    say(`an earlier run was killed: stopping what it left (${alive.map(entry => entry.name).join(', ')})`);
  await Promise.all(alive.map(stopRecorded));
  for (const entry of records) removeRecord(directory, entry.name);
}

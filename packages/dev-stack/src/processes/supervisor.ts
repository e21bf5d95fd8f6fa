import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { ManagedProcess, type ProcessSpec } from './managed-process.ts';
import { isRunning, readPidFiles, removePidFile, stopProcess } from './pid-files.ts';

const ROTATE_EVERY_MS = 1000;

/** An instance that is to take the place of another one. One of the two is called, once. */
export interface Replacement {
  /** Ends the old one once the new one is ready. @throws UserError when it does not become so; then the old one goes on */
  takeOver(): Promise<void>;
  /** Ends the new one, which is not wanted any more. */
  discard(): Promise<void>;
}

/** Starts processes layer by layer, restarts what dies, keeps their logs short, and stops the layers in reverse. */
export class Supervisor {
  readonly #layers: ManagedProcess[][] = [];
  #rotating: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | undefined;

  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Starts all of them at once and waits until each is ready; fails with the last log lines of the one that is not. */
  async start(...specs: ProcessSpec[]): Promise<void> {
    await this.prepareLayer(...specs)();
  }

  /**
   * Starts those that can wait up to their own code, by their `waitingArgs`.
   * @returns what starts the rest, lets all go on, and is done as {@link start} is
   */
  prepareLayer(...specs: ProcessSpec[]): () => Promise<void> {
    if (this.#stopping !== undefined) throw new UserError('Stopped while starting.');
    const layer = specs.map(spec => new ManagedProcess(this.#directory, spec));
    this.#layers.push(layer);
    this.#rotating ??= setInterval(() => this.#rotateLogs(), ROTATE_EVERY_MS).unref();
    for (const managed of layer) managed.prepare();
    return async () => {
      await Promise.all(layer.map(managed => managed.start()));
    };
  }

  /**
   * Prepares another instance of one of the processes, which is to take its place.
   * @param onReady what makes the new one serve
   */
  prepare(spec: ProcessSpec, onReady: () => void): Replacement {
    if (this.#stopping !== undefined) throw new UserError('Stopped while starting.');
    const old = this.#find(spec.name);
    const next = new ManagedProcess(this.#directory, spec);
    const layer = this.#layers.find(each => each.includes(old));
    // From now on a stop of all ends it too.
    layer?.push(next);
    const drop = async (managed: ManagedProcess) => {
      await managed.stop();
      layer?.splice(layer.indexOf(managed), 1);
    };
    next.prepare();
    return {
      async takeOver() {
        try {
          await next.start();
        } catch (error) {
          await drop(next);
          throw error;
        }
        onReady();
        await drop(old);
      },
      discard: () => drop(next),
    };
  }

  /** Sends one of the processes a signal that does not end it. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.#find(name).signal(signal);
  }

  /** Idempotent: everybody who calls gets the same stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopLayers();
    return this.#stopping;
  }

  async #stopLayers(): Promise<void> {
    for (const layer of this.#layers.toReversed()) await Promise.all(layer.map(managed => managed.stop()));
    clearInterval(this.#rotating);
  }

  #rotateLogs(): void {
    const all = this.#layers.flat();
    // While one is replaced, two of its name write to one log.
    for (const managed of all.filter(({ name }) => all.filter(other => other.name === name).length === 1))
      managed.rotateLog();
  }

  #find(name: string): ManagedProcess {
    const found = this.#layers.flat().find(managed => managed.name === name);
    if (found === undefined) throw new Error(`no process is called ${name}`);
    return found;
  }
}

/** Stops the orphans of this directory: what an earlier run left behind when it was killed. */
export async function stopOrphans(directory: string): Promise<void> {
  const files = readPidFiles(directory).filter(file => file.pid !== process.pid);
  const orphans = files.filter(isRunning);
  if (orphans.length > 0)
    log(`an earlier run was killed: stopping its orphans (${orphans.map(file => file.name).join(', ')})`);
  await Promise.all(orphans.map(stopProcess));
  for (const file of files) removePidFile(directory, file.name);
}

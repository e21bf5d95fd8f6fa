import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { startedAt } from './identity.ts';
import { type ProcessRecord, removeRecord, signalGroup, stopRecorded, writeRecord } from './records.ts';
import { tail } from './run.ts';
import { Plain, type Say } from './say.ts';
import { holdsWithin } from './wait.ts';

export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  stopSignal: NodeJS.Signals;
  stopTimeoutMs: number;
  readyTimeoutMs: number;
  ready: () => Promise<boolean>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const CALM_MS = 30_000;

/** One process of the stack: started in a group of its own, logged to a file, restarted when it dies. */
export class ManagedProcess {
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();
  #record: ProcessRecord | undefined;
  #restart: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #ended = false;
  #wasReady = false;
  #stopping = false;

  readonly #directory: string;
  readonly #say: Say;
  readonly #spec: ProcessSpec;

  constructor(directory: string, say: Say, spec: ProcessSpec) {
    this.#directory = directory;
    this.#say = say;
    this.#spec = spec;
  }

  async start(): Promise<void> {
    keepPreviousLog(this.#spec.logFile);
    this.#spawn();
    const { name, readyTimeoutMs, ready } = this.#spec;
    const giveUp = () => this.#ended || this.#stopping;
    this.#wasReady = await holdsWithin(ready, { timeoutMs: readyTimeoutMs, giveUp });
    if (this.#wasReady) return;
    const why = this.#ended ? 'ended while starting' : `was not ready within ${readyTimeoutMs / 1000} s`;
    throw new Plain(
      `${name} ${why}. The end of ${this.#spec.logFile}:\n${tail(readFileSync(this.#spec.logFile, 'utf8'))}`,
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    if (this.#record === undefined) return;
    await stopRecorded(this.#record);
    await this.#gone;
    removeRecord(this.#directory, this.#spec.name);
  }

  #spawn(): void {
    const { name, command, args, cwd, env, logFile, stopSignal, stopTimeoutMs } = this.#spec;
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const begun = performance.now();
    child.on('error', error => this.#say(`${name} cannot be started: ${error.message}`));
    child.on('close', (code, signal) => this.#onEnd(signal ?? `exit code ${code}`, performance.now() - begun));
    this.#gone = new Promise(resolve => child.once('exit', () => resolve()));
    this.#child = child;
    if (child.pid === undefined) return;
    this.#record = { name, pid: child.pid, startedAt: startedAt(child.pid) ?? '', stopSignal, stopTimeoutMs };
    writeRecord(this.#directory, this.#record);
  }

  #onEnd(how: string, livedMs: number): void {
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL');
    if (!this.#wasReady) this.#ended = true;
    if (this.#stopping || this.#ended) return;
    if (livedMs > CALM_MS) this.#pauseMs = FIRST_PAUSE_MS;
    this.#say(
      `${this.#spec.name} ended (${how}); starting it again in ${this.#pauseMs / 1000} s, see ${this.#spec.logFile}`,
    );
    this.#restart = setTimeout(() => this.#spawn(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

function keepPreviousLog(logFile: string): void {
  mkdirSync(dirname(logFile), { recursive: true });
  if (existsSync(logFile)) renameSync(logFile, logFile.replace(/\.log$/, '.previous.log'));
}

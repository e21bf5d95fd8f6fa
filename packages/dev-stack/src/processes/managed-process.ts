import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { rotateLog, sizeOf } from '../logs/rotate-log.ts';
import { watchLiveness } from './liveness.ts';
import { whileGroupPaused } from './pause-group.ts';
import { type PidFile, removePidFile, signalGroup, stopProcess, writePidFile } from './pid-files.ts';
import { pollUntil } from './poll.ts';
import { startTime } from './process-info.ts';
import { tail } from './run-command.ts';

export interface ProcessSpec {
  name: string;
  /** Tells apart those of one name that run at the same time. */
  instance?: number;
  command: string;
  args: string[];
  /** In front of them, for one that is prepared: with these it waits, before its own code, for a byte of its standard input. */
  waitingArgs?: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  stopSignal: NodeJS.Signals;
  stopTimeoutMs: number;
  readyTimeoutMs: number;
  isReady: () => Promise<boolean>;
  /** Answers as long as the process does not hang: one that has not for 15 s is killed, and started anew. */
  isLive?: () => Promise<boolean>;
}

const ROTATION = { maxBytes: 10_000_000, kept: 3 };

const INITIAL_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 10_000;
const STABLE_AFTER_MS = 30_000;

/** One process of the stack: started in a group of its own, logged to a file, restarted with growing pauses when it dies. */
export class ManagedProcess {
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #pidFile: PidFile | undefined;
  #restart: NodeJS.Timeout | undefined;
  #endWatch: () => void = () => undefined;
  #backoffMs = INITIAL_BACKOFF_MS;
  #hasFailed = false;
  #wasReady = false;
  #logStart = 0;
  #isStopping = false;

  readonly #directory: string;
  readonly #spec: ProcessSpec;

  constructor(directory: string, spec: ProcessSpec) {
    this.#directory = directory;
    this.#spec = spec;
  }

  get name(): string {
    return this.#spec.name;
  }

  /** Starts it up to its own code, by its `waitingArgs`; {@link start} lets it go on. */
  prepare(): void {
    const { waitingArgs } = this.#spec;
    if (waitingArgs !== undefined) this.#spawn(waitingArgs);
  }

  /** Starts it and waits until it is ready. @throws UserError with the end of its log when it does not become so */
  async start(): Promise<void> {
    const { name, readyTimeoutMs, isReady, logFile } = this.#spec;
    if (this.#child === undefined) this.#spawn();
    else {
      this.#child.stdin?.end('\n');
      this.#watch(this.#child);
    }
    const abortIf = () => this.#hasFailed || this.#isStopping;
    this.#wasReady = await pollUntil(isReady, { timeoutMs: readyTimeoutMs, intervalMs: 50, abortIf });
    if (this.#wasReady) return;
    const reason = this.#hasFailed ? 'exited while starting' : `was not ready within ${readyTimeoutMs / 1000} s`;
    const written = readFileSync(logFile).subarray(this.#logStart).toString();
    throw new UserError(`${name} ${reason}. The end of ${logFile}:\n${tail(written)}`);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    // Whoever is told to end closes its port first.
    this.#endWatch();
    if (this.#pidFile === undefined) return;
    await stopProcess(this.#pidFile);
    await this.#exited;
    removePidFile(this.#directory, this.#pidFile.name);
  }

  /** Sends it a signal that does not end it. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  rotateLog(): void {
    rotateLog(this.#spec.logFile, ROTATION, step => {
      if (this.#child?.pid !== undefined) whileGroupPaused(this.#child.pid, step);
    });
  }

  /** @param waitingArgs those with which it waits, when it is to */
  #spawn(waitingArgs?: readonly string[]): void {
    const { name, instance, command, args, cwd, env, logFile, stopSignal, stopTimeoutMs } = this.#spec;
    mkdirSync(dirname(logFile), { recursive: true });
    this.#logStart = sizeOf(logFile);
    const output = openSync(logFile, 'a');
    const child = spawn(command, [...(waitingArgs ?? []), ...args], {
      cwd,
      env,
      detached: true,
      stdio: [waitingArgs ? 'pipe' : 'ignore', output, output],
    });
    closeSync(output);
    // One that has ended is told in vain, which its exit says.
    child.stdin?.on('error', () => {});
    const spawnedAt = performance.now();
    child.on('error', error => log(`${name} cannot be started: ${error.message}`));
    child.on('close', (code, signal) => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      if (this.#child === child) this.#onExit(signal ?? `exit code ${code}`, performance.now() - spawnedAt);
    });
    this.#exited = new Promise(resolve => child.once('exit', () => resolve()));
    this.#child = child;
    if (child.pid === undefined) return;
    const { pid } = child;
    // One that waits is not to answer yet.
    if (waitingArgs === undefined) this.#watch(child);
    const file = { name: [name, ...(instance ? [instance] : [])].join('-'), stopSignal, stopTimeoutMs };
    this.#pidFile = { ...file, pid, startedAt: startTime(pid) ?? '' };
    writePidFile(this.#directory, this.#pidFile);
  }

  #watch(child: ChildProcess): void {
    const endWatch = watchLiveness(this.#spec.isLive, () => {
      log(`${this.#spec.name} does not answer; killing it`);
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    });
    child.once('exit', endWatch);
    this.#endWatch = endWatch;
  }

  #onExit(reason: string, uptimeMs: number): void {
    if (!this.#wasReady) this.#hasFailed = true;
    if (this.#isStopping || this.#hasFailed) return;
    if (uptimeMs > STABLE_AFTER_MS) this.#backoffMs = INITIAL_BACKOFF_MS;
    const { name, logFile } = this.#spec;
    log(`${name} exited (${reason}); restarting it in ${this.#backoffMs / 1000} s, see ${logFile}`);
    this.#restart = setTimeout(() => this.#spawn(), this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, MAX_BACKOFF_MS);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import { copyTree, removeTree } from '../../docs/copied-tree';
import { readerEnvironment } from '../../docs/environment';

/** A system of `npm start` in a copy of the tree, on ports of its own: what is broken there, no other drill finds broken. */
export interface OwnSystem {
  gateway: string;
  /** Of its settings, such as USER_DB_PORT. */
  env: NodeJS.ProcessEnv;
  pidOf(process: string): number;
  /** What a process has written so far. */
  log(process: string): string;
  stop(): Promise<void>;
}

const minutes = 60_000;

/**
 * Starts it, and waits until it is ready.
 * @param name of nothing else that runs at the same time
 * @param settings beside its ports
 * @param args of `npm start --`
 */
export async function startOwnSystem(
  name: string,
  settings: Record<string, string>,
  args: readonly string[] = [],
): Promise<OwnSystem> {
  const { env, gateway } = await readerEnvironment(name);
  const tree = copyTree();
  process.env.E2E_GATEWAY_URL = gateway;
  let output = '';
  const system = spawn(process.execPath, ['scripts/bootstrap.mjs', 'scripts/start.ts', ...args], {
    cwd: tree,
    // With npm's variable the command also ends when we are killed.
    env: { ...env, npm_execpath: process.env.npm_execpath, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [system.stdout, system.stderr]) stream?.on('data', data => (output += data));
  const stop = async () => {
    await end(system);
    removeTree(tree);
  };
  const exited = once(system, 'exit').then(() => Promise.reject(new Error(`it exited:\n${output}`)));
  exited.catch(() => {});
  try {
    await Promise.race([eventually(() => output.includes('Ctrl-C stops it'), 4 * minutes), exited]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    gateway,
    env,
    pidOf: each => JSON.parse(readFileSync(join(tree, `.local/pids/${each}.json`), 'utf8')).pid,
    log(each) {
      const file = join(tree, `.local/logs/${each}.log`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
    stop,
  };
}

async function end(system: ChildProcess): Promise<void> {
  if (system.exitCode !== null) return;
  system.kill('SIGTERM');
  await once(system, 'exit');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import { copyTree, removeTree } from '../../docs/copied-tree';
import { readerEnvironment } from '../../docs/environment';

/** What `npm start` runs in a copy of the tree, on ports of its own. */
export interface OwnSystem {
  gateway: string;
  env: NodeJS.ProcessEnv;
  /** Of a service or a server, by the name of its pid file. */
  pidOf(name: string): number;
  /** What a service has logged, line by line. */
  logOf(service: string): string[];
  stop(): Promise<void>;
}

const startMs = 6 * 60_000;

/**
 * Starts a system that nothing else uses, and waits until it is ready. What calls the API finds it from then on.
 * @param name of its Compose project, which no other has
 */
export async function startOwnSystem(name: string, settings: Record<string, string>): Promise<OwnSystem> {
  const { env, gateway } = await readerEnvironment(name);
  const tree = copyTree();
  process.env.E2E_GATEWAY_URL = gateway;
  let output = '';
  const system: ChildProcess = spawn(process.execPath, ['scripts/bootstrap.mjs', 'scripts/start.ts'], {
    cwd: tree,
    // With npm's variable the command also ends when we are killed.
    env: { ...env, npm_execpath: process.env.npm_execpath, RATE_LIMITS: 'off', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [system.stdout, system.stderr]) stream?.on('data', data => (output += data));
  const exited = once(system, 'exit').then(() => Promise.reject(new Error(`it exited:\n${output}`)));
  exited.catch(() => {});
  await Promise.race([eventually(() => output.includes('Ctrl-C stops it'), startMs), exited]);
  return {
    gateway,
    env,
    pidOf: process => JSON.parse(readFileSync(join(tree, `.local/pids/${process}.json`), 'utf8')).pid,
    logOf: service => readFileSync(join(tree, `.local/logs/${service}.log`), 'utf8').split('\n'),
    async stop() {
      if (system.exitCode === null) {
        system.kill('SIGTERM');
        await once(system, 'exit');
      }
      removeTree(tree);
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import { copyTree, removeTree } from '../../docs/copied-tree';
import { readerEnvironment } from '../../docs/environment';
import { services } from '../../support/services';

/** A system of `npm start` in a copy of the tree, on ports of its own: what is broken there, no other drill finds broken. */
export interface OwnSystem {
  gateway: string;
  /** The folder of its tree. */
  tree: string;
  /** Of its settings, such as USER_DB_PORT. */
  env: NodeJS.ProcessEnv;
  pidOf(process: string): number;
  /** What a process has written so far. */
  log(process: string): string;
  stop(): Promise<void>;
}

/** What a drill does in the tree, whose `.local` is empty, before its system starts there. @returns undoes it when the system has ended */
export type Prepare = (tree: string, env: NodeJS.ProcessEnv) => Promise<(() => void) | undefined>;

const minutes = 60_000;

/**
 * Starts it, and waits until it is ready. What tests ask of a system (./processes.ts, ../../support/databases.ts) they ask of this one then.
 * @param name of nothing else that runs at the same time
 * @param settings beside its ports
 * @param args of `npm start --`
 */
export async function startOwnSystem(
  name: string,
  settings: Record<string, string>,
  args: readonly string[] = [],
  prepare: Prepare = async () => undefined,
): Promise<OwnSystem> {
  const { env, gateway } = await readerEnvironment(name);
  const tree = copyTree();
  mkdirSync(join(tree, '.local'));
  Object.assign(process.env, { E2E_GATEWAY_URL: gateway, E2E_STACK_DIRECTORY: join(tree, '.local') }, addresses(env));
  const undo = await prepare(tree, env);
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
    undo?.();
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
    tree,
    env,
    pidOf: each => JSON.parse(readFileSync(join(tree, `.local/pids/${each}.json`), 'utf8')).pid,
    log(each) {
      const file = join(tree, `.local/logs/${each}.log`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
    stop,
  };
}

/** As the test runner names those of the system that it starts itself. */
function addresses(env: NodeJS.ProcessEnv): Record<string, string> {
  const ofServices = services.flatMap(service => {
    const short = service.replace(/-service$/, '');
    const name = short.toUpperCase();
    const role = `${short}_service`;
    const urlAs = (login: string) => `postgresql://${login}:${login}@127.0.0.1:${env[`${name}_DB_PORT`]}/${short}s`;
    return [
      [`E2E_${name}_DB_URL`, urlAs(`${role}_owner`)],
      [`E2E_${name}_SERVICE_DB_URL`, urlAs(role)],
      [`E2E_${name}_AMQP_URL`, `amqp://${service}:${service}-development@127.0.0.1:${env.RABBITMQ_PORT}/`],
    ];
  });
  const managementUrl = `http://ems:ems-development@127.0.0.1:${env.RABBITMQ_MANAGEMENT_PORT}`;
  return { ...Object.fromEntries(ofServices), E2E_AMQP_MANAGEMENT_URL: managementUrl };
}

async function end(system: ChildProcess): Promise<void> {
  if (system.exitCode !== null) return;
  system.kill('SIGTERM');
  await once(system, 'exit');
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShutdownRequested } from '../errors.ts';
import { elapsedSeconds, log } from '../log.ts';
import { isLocked } from '../processes/lock-file.ts';
import { acceptsConnections } from '../processes/poll.ts';
import { listenForShutdown } from '../processes/shutdown.ts';
import { systemPrograms } from '../servers/system-packages.ts';
import { root } from '../stack/config.ts';
import { compileFor } from './checks.ts';
import type { Servers } from './servers.ts';
import { openTestRun } from './test-run.ts';

/** Of all runs of `npm test` in this tree. */
export const RUNS = join(root, '.local/test');

const NAME = 'servers-kept';
const ADDRESSES = join(RUNS, NAME, 'addresses.json');

/** `npm run test:servers`: servers and templates for the integration tests that other terminals run. @returns the exit code */
export async function keepServers(): Promise<number> {
  const shutdown = listenForShutdown();
  const run = await openTestRun(RUNS, NAME, 'npm run test:servers');
  shutdown.handle(() => {}, run.kill);
  const start = async () => {
    await compileFor('packages/operations');
    const [{ startServers }, { createTemplates }] = await Promise.all([
      import('./servers.ts'),
      import('./templates.ts'),
    ]);
    const { stop: _, ...addresses } = await startServers(run, await systemPrograms());
    await createTemplates(addresses.postgresUrl);
    writeFileSync(ADDRESSES, JSON.stringify(addresses));
    log(`PostgreSQL and RabbitMQ are ready for npm test after ${elapsedSeconds().toFixed(0)} s. Ctrl-C stops them.`);
  };
  try {
    await Promise.race([start(), shutdown.requested]);
    return await shutdown.requested;
  } catch (error) {
    if (!(error instanceof ShutdownRequested)) throw error;
    return 0;
  } finally {
    await run.close(false);
  }
}

/** Those of `npm run test:servers`, when it is up and both answer. */
export async function findKeptServers(): Promise<Servers | undefined> {
  if (!existsSync(ADDRESSES) || !isLocked(join(RUNS, NAME))) return undefined;
  const addresses = JSON.parse(readFileSync(ADDRESSES, 'utf8')) as Omit<Servers, 'stop'>;
  const ports = Object.values(addresses).map(url => Number(new URL(url).port));
  const answers = await Promise.all(ports.map(acceptsConnections));
  if (answers.every(Boolean)) return { ...addresses, stop: async () => undefined };
  log('the servers of npm run test:servers do not answer: starting others');
  return undefined;
}

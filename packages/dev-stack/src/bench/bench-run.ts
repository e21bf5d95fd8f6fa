import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../ports/free-ports.ts';
import type { Shutdown } from '../processes/shutdown.ts';
import { Supervisor } from '../processes/supervisor.ts';
import { preparePostgres, superuserUrl } from '../servers/postgres.ts';
import { root } from '../stack/config.ts';
import { createTemplates } from '../test/templates.ts';
import { openTestRun } from '../test/test-run.ts';

/** What a bench gets: a database server of its own with the services' templates, and what starts more beside it. */
export interface Bench {
  postgresPort: number;
  directory: string;
  supervisor: Supervisor;
}

/** Runs a bench on servers of its own. @returns the exit code */
export async function runBench(measure: (bench: Bench) => Promise<number>, shutdown: Shutdown): Promise<number> {
  const run = await openTestRun(join(root, '.local/bench'));
  shutdown.handle(() => {}, run.kill);
  const directory = join(run.directory, 'servers');
  mkdirSync(directory, { recursive: true });
  const supervisor = new Supervisor(directory);
  run.onClose(() => supervisor.stop());
  try {
    const measured = startPostgres(directory, supervisor).then(postgresPort =>
      measure({ postgresPort, directory, supervisor }),
    );
    return await Promise.race([measured, shutdown.requested]);
  } finally {
    await run.close(false);
  }
}

async function startPostgres(directory: string, supervisor: Supervisor): Promise<number> {
  const port = await findFreePort(new Set());
  const data = join(directory, 'postgres');
  const logFile = join(directory, 'postgres.log');
  await supervisor.start(await preparePostgres({ name: 'postgres', data, port, logFile, directory, durable: false }));
  await createTemplates(superuserUrl(port));
  return port;
}

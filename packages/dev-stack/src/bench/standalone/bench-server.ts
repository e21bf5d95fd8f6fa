import { join } from 'node:path';
import { findFreePort } from '../../ports/free-ports.ts';
import type { Shutdown } from '../../processes/shutdown.ts';
import type { Supervisor } from '../../processes/supervisor.ts';
import { preparePostgres, superuserUrl } from '../../servers/postgres.ts';
import { createTemplates } from '../../test/templates.ts';
import { inBenchRun } from '../bench-run.ts';

/** What a benchmark gets that measures a service alone: a database server with the services' templates, and what starts more beside it. */
export interface BenchServer {
  postgresPort: number;
  directory: string;
  supervisor: Supervisor;
}

/** Runs such a benchmark on servers of its own. @returns the exit code */
export function onBenchServer(measure: (bench: BenchServer) => Promise<number>, shutdown: Shutdown): Promise<number> {
  return inBenchRun(async ({ directory, supervisor }) => {
    const postgresPort = await startPostgres(directory, supervisor);
    return measure({ postgresPort, directory, supervisor });
  }, shutdown);
}

async function startPostgres(directory: string, supervisor: Supervisor): Promise<number> {
  const port = await findFreePort(new Set());
  const data = join(directory, 'postgres');
  const logFile = join(directory, 'postgres.log');
  await supervisor.start(await preparePostgres({ name: 'postgres', data, port, logFile, directory, durable: false }));
  await createTemplates(superuserUrl(port));
  return port;
}

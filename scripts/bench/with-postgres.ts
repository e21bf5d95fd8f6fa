import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from '../prepare.ts';
import { root } from '../stack/config.ts';
import { superuserUrl } from '../stack/databases.ts';
import { preparePostgres } from '../stack/postgres.ts';
import { listenForInterruption } from '../system/interrupt.ts';
import { freePort } from '../system/ports.ts';
import { complain, say } from '../system/say.ts';
import { Supervisor } from '../system/supervisor.ts';
import { makeTemplates } from '../test/templates.ts';
import { openWorkshop } from '../test/workshop.ts';

/** What a bench gets: a database server of its own with the services' templates, and who starts more beside it. */
export interface Bench {
  postgresPort: number;
  directory: string;
  supervisor: Supervisor;
}

/** Runs a bench on servers of its own, and ends the process with the exit code that it gives. */
export function runBench(measure: (bench: Bench) => Promise<number>): void {
  setUp(measure).then(
    code => process.exit(code),
    error => {
      complain(error);
      process.exit(1);
    },
  );
}

async function setUp(measure: (bench: Bench) => Promise<number>): Promise<number> {
  const interruption = listenForInterruption();
  await prepare(root, say);
  const workshop = await openWorkshop(join(root, '.local/bench'));
  interruption.handle(() => {}, workshop.abandon);
  const directory = join(workshop.directory, 'servers');
  mkdirSync(directory, { recursive: true });
  const supervisor = new Supervisor(directory, say);
  workshop.onClose(() => supervisor.stop());
  const run = async () => {
    const port = await freePort(new Set());
    const data = join(directory, 'postgres');
    const logFile = join(directory, 'postgres.log');
    await supervisor.start(await preparePostgres({ name: 'postgres', data, port, logFile, directory, durable: false }));
    await makeTemplates(root, superuserUrl(port));
    return measure({ postgresPort: port, directory, supervisor });
  };
  try {
    return await Promise.race([run(), interruption.asked.then(() => 1)]);
  } finally {
    await workshop.close(false);
  }
}

/** `npm run bench:programme`: how long session-service takes to answer on a large event, on a database of its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from '../prepare.ts';
import { root } from '../stack/config.ts';
import { superuserUrl } from '../stack/databases.ts';
import { preparePostgres } from '../stack/postgres.ts';
import { listenForInterruption } from '../system/interrupt.ts';
import { freePort } from '../system/ports.ts';
import { run } from '../system/run.ts';
import { complain, say } from '../system/say.ts';
import { Supervisor } from '../system/supervisor.ts';
import { makeTemplates } from '../test/templates.ts';
import { openWorkshop } from '../test/workshop.ts';

async function main(): Promise<number> {
  const interruption = listenForInterruption();
  await prepare(root, say);
  const workshop = await openWorkshop(join(root, '.local/bench'));
  interruption.handle(() => {}, workshop.abandon);
  const directory = join(workshop.directory, 'servers');
  mkdirSync(directory, { recursive: true });
  const supervisor = new Supervisor(directory, say);
  workshop.onClose(() => supervisor.stop());
  try {
    return await Promise.race([measure(supervisor, directory), interruption.asked.then(() => 1)]);
  } finally {
    await workshop.close(false);
  }
}

async function measure(supervisor: Supervisor, directory: string): Promise<number> {
  const port = await freePort(new Set());
  const data = join(directory, 'postgres');
  const logFile = join(directory, 'postgres.log');
  await supervisor.start(await preparePostgres({ name: 'postgres', data, port, logFile, directory, durable: false }));
  await makeTemplates(root, superuserUrl(port));
  const { code, output } = await run(process.execPath, [join(root, 'session-service/dist/bench/programme.js')], {
    cwd: root,
    env: { ...process.env, TEST_POSTGRES_URL: superuserUrl(port) },
  });
  console.log(output);
  return code ?? 1;
}

main().then(
  code => process.exit(code),
  error => {
    complain(error);
    process.exit(1);
  },
);

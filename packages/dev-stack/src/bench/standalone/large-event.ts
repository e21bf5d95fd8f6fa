import { join } from 'node:path';
import { runCommand } from '../../processes/run-command.ts';
import { superuserUrl } from '../../servers/postgres.ts';
import { root } from '../../stack/config.ts';
import type { BenchServer } from './bench-server.ts';

/** How long session-service takes to answer on a large event, on a database of its own. */
export async function measureLargeEvent({ postgresPort }: BenchServer): Promise<number> {
  const script = join(root, 'session-service/dist/bench/schedule.js');
  const env = { ...process.env, TEST_POSTGRES_URL: superuserUrl(postgresPort) };
  const { code, output } = await runCommand(process.execPath, [script], { cwd: root, env });
  console.log(output);
  return code;
}

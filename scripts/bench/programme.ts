/** `npm run bench:programme`: how long session-service takes to answer on a large event, on a database of its own. */
import { join } from 'node:path';
import { root } from '../stack/config.ts';
import { superuserUrl } from '../stack/databases.ts';
import { run } from '../system/run.ts';
import { runBench } from './with-postgres.ts';

runBench(async ({ postgresPort }) => {
  const { code, output } = await run(process.execPath, [join(root, 'session-service/dist/bench/programme.js')], {
    cwd: root,
    env: { ...process.env, TEST_POSTGRES_URL: superuserUrl(postgresPort) },
  });
  console.log(output);
  return code ?? 1;
});

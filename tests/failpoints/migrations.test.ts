import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDatabase, scaled, type TestDatabase } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { root } from '../support/services';

jest.setTimeout(scaled(120_000));

const folder = join(root, 'session-service');
const migrations = readdirSync(join(folder, 'prisma/migrations'))
  .filter(name => existsSync(join(folder, 'prisma/migrations', name, 'migration.sql')))
  .toSorted();
/** Any one in the middle of all. */
const nth = Math.floor(migrations.length / 2);

let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase('migrations');
});
afterAll(() => database.drop());

/** Runs Prisma's CLI as it is run everywhere. */
function migrate(
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<{ code: unknown; output: string }> {
  const cli = join(root, 'node_modules/prisma/build/index.js');
  const env = { ...process.env, DATABASE_URL: database.url, CHECKPOINT_DISABLE: '1', NO_COLOR: '1', ...more };
  return new Promise(resolve => {
    const child = execFile(process.execPath, [cli, 'migrate', ...args], { cwd: folder, env }, (_error, ...output) =>
      resolve({ code: child.exitCode, output: output.join('') }),
    );
  });
}

const recorded = (condition: string) =>
  database.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL AND ${condition} ORDER BY started_at`,
  );

test('a deploy that is killed between a migration and its note applies none twice, and is completed once it is told', async () => {
  const killed = String(migrations[nth - 1]);
  // Whatever it says: Prisma's CLI takes an engine that was killed for one that is done.
  await migrate(['deploy'], {
    NODE_OPTIONS: `--import ${require.resolve('@ems/testing/failpoint')}`,
    FAILPOINT: `migration.mid:kill@${nth}`,
  });
  expect(await recorded('finished_at IS NULL')).toEqual([{ name: killed }]);

  const again = await migrate(['deploy']);
  expect(again).toMatchObject({ code: 1, output: expect.stringContaining('P3009') });
  expect(again.output).toContain(killed);
  expect(await recorded('finished_at IS NOT NULL')).toHaveLength(nth - 1);

  // Its tables are there: it was committed whole.
  expect(await migrate(['resolve', '--applied', killed])).toMatchObject({ code: 0 });
  expect(await migrate(['deploy'])).toMatchObject({ code: 0 });
  const names = (await recorded('finished_at IS NOT NULL')).map(({ name }) => name);
  expect([...new Set(names)].toSorted()).toEqual(migrations);
});

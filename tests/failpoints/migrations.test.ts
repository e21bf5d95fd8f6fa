import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@ems/chassis/database';
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

/** Kills Prisma's engine between a migration and its note. */
const killing = {
  NODE_OPTIONS: `--import ${require.resolve('@ems/testing/failpoint')}`,
  FAILPOINT: `migration.mid:kill@${nth}`,
};

/** Runs a program in the service's folder. */
function run(args: readonly string[], more: Record<string, string>): Promise<{ code: unknown; output: string }> {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', NO_COLOR: '1', ...more };
  return new Promise(resolve => {
    const child = execFile(process.execPath, args, { cwd: folder, env }, (_error, ...output) =>
      resolve({ code: child.exitCode, output: output.join('') }),
    );
  });
}

/** Prisma's CLI as it is run everywhere. */
const migrate = (args: readonly string[], more: Record<string, string> = {}) =>
  run([join(root, 'node_modules/prisma/build/index.js'), 'migrate', ...args], { DATABASE_URL: database.url, ...more });

const recorded = (condition: string) =>
  database.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL AND ${condition} ORDER BY started_at`,
  );

test('a deploy that is killed between a migration and its note applies none twice, and is completed once it is told', async () => {
  const killed = String(migrations[nth - 1]);
  // Whatever it says: Prisma's CLI takes an engine that was killed for one that is done.
  await migrate(['deploy'], killing);
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

test('the job that migrates fails when its engine is killed, and is done only when all migrations are there', async () => {
  const server = String(process.env.TEST_POSTGRES_URL);
  const name = `migrating_${randomBytes(6).toString('hex')}`;
  const as = (username: string) =>
    Object.assign(new URL(server), { username, password: 'secret', pathname: name }).href;
  const job = (more: Record<string, string> = {}) =>
    run([join(root, 'packages/operations/dist/database/command.js'), '.'], {
      ADMIN_DATABASE_URL: server,
      DATABASE_URL: as(`${name}_owner`),
      SERVICE_DATABASE_URL: as(name),
      ...more,
    });
  try {
    const killed = await job(killing);
    expect(killed).toMatchObject({ code: 1, output: expect.stringContaining('still to be applied') });
    expect(killed.output).toContain(migrations.at(-1));
    expect(await job()).toMatchObject({ code: 1, output: expect.stringContaining('P3009') });

    const resolved = await migrate(['resolve', '--applied', String(migrations[nth - 1])], {
      DATABASE_URL: as(`${name}_owner`),
    });
    expect(resolved).toMatchObject({ code: 0 });
    expect(await job()).toMatchObject({ code: 0, output: expect.stringContaining(String(migrations.at(-1))) });
    expect(await job()).toMatchObject({ code: 0, output: expect.stringContaining('No migration is pending.') });
  } finally {
    await withClient(server, async client => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS ${name}, ${name}_owner`);
    });
  }
});

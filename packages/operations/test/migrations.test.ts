import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from '@ems/chassis/database';
import { pendingMigrations } from '@ems/operations';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const server = String(process.env.TEST_POSTGRES_URL);
let database: string;
let url: string;
let folder: string;

const query = (at: string, sql: string) => withClient(at, client => client.query(sql));

beforeEach(async () => {
  database = `migrations_${randomBytes(6).toString('hex')}`;
  url = Object.assign(new URL(server), { pathname: database }).href;
  await query(server, `CREATE DATABASE ${database}`);
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"');
  for (const name of ['1_init', '0_chassis']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'migration.sql'), 'SELECT 1');
  }
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await query(server, `DROP DATABASE ${database} WITH (FORCE)`);
});

/** Prisma's table, with rows of a name, when it finished and when it was rolled back. */
const record = (...rows: [name: string, finished: string, rolledBack: string][]) =>
  query(
    url,
    `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY DEFAULT gen_random_uuid(), migration_name varchar(255), checksum varchar(64),
       started_at timestamptz DEFAULT clock_timestamp(), finished_at timestamptz, rolled_back_at timestamptz);
     ${rows
       .map(
         ([name, finished, rolledBack]) =>
           `INSERT INTO _prisma_migrations (migration_name, checksum, finished_at, rolled_back_at)
            VALUES ('${name}', encode(sha256('SELECT 1'), 'hex'), ${finished}, ${rolledBack});`,
       )
       .join('\n')}`,
  );

const pending = () => pendingMigrations(url, folder, 'start with a new one');

test('an empty database lacks all migrations, in their order', async () => {
  expect(await pending()).toEqual(['0_chassis', '1_init']);
});

test('a migration is pending until it has finished, and after it was rolled back', async () => {
  await record(['0_chassis', 'now()', 'NULL'], ['1_init', 'NULL', 'now()'], ['1_init', 'NULL', 'NULL']);
  expect(await pending()).toEqual(['1_init']);
  await query(url, `UPDATE _prisma_migrations SET finished_at = now() WHERE rolled_back_at IS NULL`);
  expect(await pending()).toEqual([]);
});

test('a database of other migrations is refused, by one sentence that names the way out', async () => {
  await record(['00000000000000_chassis', 'now()', 'NULL'], ['20261122000000_users', 'NULL', 'NULL']);
  await expect(pending()).rejects.toThrow(
    `The database ${database} has migrations that this version does not know (00000000000000_chassis and 1 more): start with a new one.`,
  );
});

test('a database of a migration whose script was another is refused, and told from one of another version', async () => {
  await record(['0_chassis', 'now()', 'NULL']);
  writeFileSync(join(folder, '0_chassis', 'migration.sql'), 'SELECT 2');
  await expect(pending()).rejects.toThrow(
    `Migrations were changed after the database ${database} had got them (0_chassis): put them back and add another, or start with a new one.`,
  );
});

test('a migration that was rolled back and is no more does not count', async () => {
  await record(['20261122000000_users', 'NULL', 'now()']);
  expect(await pending()).toEqual(['0_chassis', '1_init']);
});

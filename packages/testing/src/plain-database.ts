import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ClientLike,
  createDatabase,
  createPool,
  type Database,
  inTransaction,
  type Sql,
  sqlOver,
} from '@ems/chassis/database';
import { createEmptyDatabase, patient, type TestDatabase } from './database';

export interface PlainDatabase extends TestDatabase {
  database: Database<Sql, Sql>;
}

/** To whom the migrations give rights: made by the provisioning of the first service, which may not have been yet. */
const rowRights = `DO $$ BEGIN CREATE ROLE ems_service NOLOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;`;

/**
 * A database of the chassis' own tables only, through plain `pg`: the chassis is tested without any service or Prisma.
 * @param extraSql tables of the test's own
 */
export async function createPlainDatabase(extraSql = ''): Promise<PlainDatabase> {
  const created = await createEmptyDatabase('chassis');
  const migrations = join(__dirname, '../../chassis/prisma/migrations');
  const sql = readdirSync(migrations)
    .toSorted()
    .map(name => readFileSync(join(migrations, name, 'migration.sql'), 'utf8'));
  await created.query([rowRights, ...sql, extraSql].join('\n'));
  return { ...created, database: openPlainDatabase(created.url) };
}

/** Another connection to it, as another process has. */
export function openPlainDatabase(plainUrl: string): Database<Sql, Sql> {
  const url = patient(plainUrl);
  const pool = createPool(url, 'chassis test');
  const client: ClientLike<Sql> = {
    ...sqlOver(pool),
    $transaction: work => inTransaction(pool, work),
    $connect: async () => undefined,
    $disconnect: () => pool.end(),
  };
  return createDatabase<Sql, ClientLike<Sql>>(client, pool, url);
}

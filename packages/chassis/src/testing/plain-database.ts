import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { type ClientLike, createDatabase, type Database, poolOptions, type Sql, sqlOver } from '../database';
import { createEmptyDatabase, type TestDatabase } from './database';

export interface PlainDatabase extends TestDatabase {
  database: Database<Sql, Sql>;
}

/**
 * A database of the chassis' own tables only, through plain `pg`: the chassis is tested without any service or Prisma.
 * @param extraSql tables of the test's own
 */
export async function createPlainDatabase(extraSql = ''): Promise<PlainDatabase> {
  const created = await createEmptyDatabase('chassis');
  const migrations = join(__dirname, '../../prisma/migrations');
  const sql = readdirSync(migrations)
    .toSorted()
    .map(name => readFileSync(join(migrations, name, 'migration.sql'), 'utf8'));
  await created.query([...sql, extraSql].join('\n'));
  const pool = new Pool(poolOptions(created.url, 'chassis test'));
  pool.on('error', () => undefined);
  const client: ClientLike<Sql> = {
    ...sqlOver(pool),
    async $transaction(work) {
      const connection = await pool.connect();
      let failure: Error | undefined;
      try {
        await connection.query('BEGIN');
        const result = await work(sqlOver(connection));
        await connection.query('COMMIT');
        return result;
      } catch (error) {
        failure = error as Error;
        await connection.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        connection.release(failure);
      }
    },
    $connect: async () => undefined,
    $disconnect: () => pool.end(),
  };
  return { ...created, database: createDatabase<Sql, ClientLike<Sql>>(client) };
}

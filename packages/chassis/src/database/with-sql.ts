import { Client } from 'pg';
import type { Sql } from './database';
import { sqlOver } from './plain-sql';

/**
 * Gives an operator's command a connection of its own to the database that DATABASE_URL names.
 * @param name shown in pg_stat_activity
 */
export async function withSql<T>(name: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) throw new Error('DATABASE_URL is missing');
  const client = new Client({ connectionString, application_name: name, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await work(sqlOver(client));
  } finally {
    await client.end();
  }
}

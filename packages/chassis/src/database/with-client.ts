import { Client, type ClientConfig } from 'pg';
import type { Sql } from './database';
import { sqlOver } from './plain-sql';

/** Gives the work a connection of its own, outside any pool, and closes it afterwards. */
export async function withClient<T>(
  connectionString: string,
  work: (client: Client) => Promise<T>,
  options: ClientConfig = {},
): Promise<T> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, ...options });
  // A connection that breaks fails the query; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Gives an operator's command SQL on the database that DATABASE_URL names.
 * @param name shown in pg_stat_activity
 */
export async function withSql<T>(name: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is missing');
  return withClient(url, client => work(sqlOver(client)), { application_name: name });
}

import { Client, type ClientConfig } from 'pg';
import { loadConfig, serviceEnvironment } from '../config';
import type { Sql } from './sql';
import { sqlOver } from './sql-over';

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
 * Gives an operator's command SQL on a database.
 * @param name shown in pg_stat_activity
 * @throws Error that says which database cannot be reached, without its login, and why
 */
export async function withSqlAt<T>(url: string, name: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  let isConnected = false;
  try {
    return await withClient(
      url,
      client => {
        isConnected = true;
        return work(sqlOver(client));
      },
      { application_name: name },
    );
  } catch (error) {
    if (isConnected) throw error;
    const { host, pathname } = new URL(url);
    // Where several addresses were tried, only the code says anything.
    const { message, code } = error as { message?: string; code?: string };
    throw new Error(`The database ${host}${pathname} cannot be reached: ${message || code}`, { cause: error });
  }
}

/** {@link withSqlAt}, of the database that DATABASE_URL names. */
export async function withSql<T>(name: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const { DATABASE_URL: url } = loadConfig({ DATABASE_URL: serviceEnvironment.DATABASE_URL });
  return withSqlAt(url, name, work);
}

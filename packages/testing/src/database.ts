import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '@ems/chassis/database';
import { Pool } from 'pg';
import { scaled } from './timeouts';

export interface TestDatabase {
  url: string;
  /** Runs SQL beside the service, as a superuser, to look or to do damage. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** As the services promise it (docs/decisions/0054-replies-kept-in-memory.md). */
const keptMs = 50;

const adminUrl = (): string => {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is missing: run the tests by `npm test`');
  return url;
};

/**
 * Clones the migrated template database of a service, so that each test file has its own. Its `url` is that of the
 * service's role, with the rights that it has in a true system.
 * @param service such as `user-service`; its template is `template_user_service`
 */
export async function createTestDatabase(service: string): Promise<TestDatabase> {
  const role = service.replaceAll('-', '_');
  const database = await createDatabaseNamed(role, `TEMPLATE "template_${role}" OWNER "${role}_owner"`);
  const url = Object.assign(new URL(database.url), { username: role, password: role });
  const name = url.pathname.slice(1);
  // Who may connect is no part of what a clone takes over.
  await database.query(
    `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC; GRANT CONNECT ON DATABASE "${name}" TO "${role}"`,
  );
  return {
    ...database,
    url: url.href,
    async query<Row extends object>(sql: string, values?: unknown[]) {
      const rows = await database.query<Row>(sql, values);
      // So long a service may show from memory what somebody else has changed.
      if (!/^\s*(SELECT|EXPLAIN)/i.test(sql)) await delay(keptMs);
      return rows;
    },
  };
}

/** A database without any table; its `url` is a superuser's. */
export const createEmptyDatabase = (name: string): Promise<TestDatabase> => createDatabaseNamed(name, '');

async function createDatabaseNamed(prefix: string, clause: string): Promise<TestDatabase> {
  const name = `test_${prefix}_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE "${name}" ${clause}`);
  const url = Object.assign(new URL(adminUrl()), { pathname: `/${name}` }).href;
  const pool = new Pool({ connectionString: url, max: 4, connectionTimeoutMillis: scaled(5_000) });
  // A test may end connections; the next query opens another.
  pool.on('error', () => undefined);
  return {
    url,
    async query<Row extends object>(sql: string, values: unknown[] = []) {
      const client = await pool.connect();
      let failure: Error | undefined;
      try {
        return (await client.query<Row>(sql, values)).rows;
      } catch (error) {
        failure = error as Error;
        throw error;
      } finally {
        // A failed statement may leave its transaction open: that connection serves nothing else.
        client.release(failure);
      }
    },
    async drop() {
      await pool.end();
      await asAdmin(`DROP DATABASE "${name}" WITH (FORCE)`);
    },
  };
}

const asAdmin = (sql: string) =>
  withClient(adminUrl(), client => client.query(sql), { connectionTimeoutMillis: scaled(5_000) });

/** The URL of a database for which whoever opens it waits the longer, the more others want the processors too. */
export function patient(url: string): string {
  const usual = { connect_timeout: 2, statement_timeout: 5_000, lock_timeout: 3_000 };
  const parameters = Object.entries(usual).map(([name, time]) => `${name}=${Math.ceil(scaled(time))}`);
  return `${url}?${parameters.join('&')}`;
}

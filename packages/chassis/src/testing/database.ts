import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  url: string;
  /** Runs SQL beside the service, to look or to do damage. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

const adminUrl = (): string => {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is missing: run the tests by `npm test`');
  return url;
};

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Clones the migrated template database of a service, so that each test file has its own.
 * @param service such as `user-service`; its template is `template_user_service`
 */
export async function createTestDatabase(service: string): Promise<TestDatabase> {
  const template = `template_${service.replaceAll('-', '_')}`;
  const name = `test_${service.replaceAll('-', '_')}_${randomBytes(6).toString('hex')}`;
  await withClient(adminUrl(), client => client.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`));
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    query: <Row extends object>(sql: string, values: unknown[] = []) =>
      withClient(url.toString(), async client => (await client.query<Row>(sql, values)).rows),
    drop: () => withClient(adminUrl(), client => client.query(`DROP DATABASE "${name}" WITH (FORCE)`)).then(() => undefined),
  };
}

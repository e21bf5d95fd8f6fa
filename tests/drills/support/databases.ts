import { Client } from 'pg';

export const services = ['user', 'event', 'session', 'speaker'] as const;
export type Service = (typeof services)[number];

/** Looks into a service's own database, past the service. */
export async function rowsOf<Row extends object>(
  service: Service,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: process.env[`E2E_${service.toUpperCase()}_DB_URL`] });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

import { withClient } from '@ems/chassis/database';
import { type ServiceName, settingOf } from './services';

/** Where a service's database is, with the login of its owner or of the service itself. */
export const databaseUrl = (service: ServiceName, role: 'owner' | 'service' = 'owner'): string =>
  settingOf(service, role === 'owner' ? 'DB_URL' : 'SERVICE_DB_URL');

/** Rows out of a service's own database, as its owner, to see what no API shows. */
export const query = <Row extends object>(service: ServiceName, sql: string, values: unknown[] = []): Promise<Row[]> =>
  queryAt(databaseUrl(service), sql, values);

/** Rows out of any database, on a connection of its own. */
export const queryAt = <Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> =>
  withClient(url, async client => (await client.query<Row>(sql, values)).rows);

/** Columns of all tables but the migrations' own, as `table.column`. */
export async function columnsOf(service: ServiceName): Promise<string[]> {
  const rows = await query<{ name: string }>(
    service,
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' ORDER BY 1`,
  );
  return rows.map(row => row.name);
}

/** The tables that contain any of the texts in any column, in whatever case. */
export const tablesWith = (service: ServiceName, ...texts: string[]): Promise<string[]> =>
  withClient(databaseUrl(service), async client => {
    const tables = new Set((await columnsOf(service)).map(column => column.split('.')[0] ?? ''));
    const patterns = texts.map(text => `%${text}%`);
    const found: string[] = [];
    for (const table of tables) {
      const { rowCount } = await client.query(`SELECT FROM "${table}" t WHERE t::text ILIKE ANY ($1) LIMIT 1`, [
        patterns,
      ]);
      if (rowCount) found.push(`${service}: ${table}`);
    }
    return found;
  });

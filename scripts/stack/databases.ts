import pg from 'pg';

export const SUPERUSER = 'postgres';

export function superuserUrl(port: number, database = 'postgres'): string {
  return `postgresql://${SUPERUSER}:${SUPERUSER}@127.0.0.1:${port}/${database}`;
}

/** Gives the action a connection of its own and closes it afterwards. */
export async function withClient<Result>(url: string, action: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // Without a listener a connection that breaks would end the whole program.
  client.on('error', () => {});
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

/** Makes the role and its database unless they exist; locally a role may make databases, for `prisma migrate dev`. */
export async function ensureDatabase(port: number, role: string, database: string): Promise<void> {
  await withClient(superuserUrl(port), async client => {
    const roles = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
    if (roles.rowCount === 0) {
      await client.query(`CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN CREATEDB PASSWORD ${pg.escapeLiteral(role)}`);
    }
    const databases = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (databases.rowCount === 0) {
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER ${pg.escapeIdentifier(role)}`);
    }
  });
}

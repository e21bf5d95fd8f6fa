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

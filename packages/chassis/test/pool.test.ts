import { createPool, isDatabaseUnavailable } from '@ems/chassis/database';
import { createPlainDatabase, type PlainDatabase } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

let database: PlainDatabase;
beforeAll(async () => {
  database = await createPlainDatabase();
});
afterAll(async () => {
  await database.database.close();
  await database.drop();
});

test('a session that the server ended between two statements is a lost connection, also before its socket is closed', async () => {
  const pool = createPool(database.url, 'pool test', 1);
  const client = await pool.connect();
  const next = new Promise(resolve =>
    client.on('error', () => resolve(client.query('SELECT 1').catch((error: unknown) => error))),
  );
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await database.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  expect(isDatabaseUnavailable(await next)).toBe(true);
  client.release(true);
  await pool.end();
});

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

test('a statement that the server refuses does not cost its connection; one that ends the session does', async () => {
  const pool = createPool(database.url, 'pool test', 1);
  const pid = async () => (await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
  const first = await pid();
  await expect(pool.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
  expect(await pid()).toBe(first);
  await expect(pool.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
  expect(await pid()).not.toBe(first);
  await pool.end();
});

test('a connection whose prepared statements do not fit the schema any more is not used again', async () => {
  const pool = createPool(database.url, 'pool test', 1);
  await pool.query('CREATE TABLE grown (id int)');
  const read = { name: 'read', text: 'SELECT * FROM grown' };
  await pool.query(read);
  await pool.query('ALTER TABLE grown ADD COLUMN name text');
  await expect(pool.query(read)).rejects.toMatchObject({ code: '0A000' });
  await expect(pool.query(read)).resolves.toMatchObject({ rows: [] });
  await pool.end();
});

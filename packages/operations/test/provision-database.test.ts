import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { withClient } from '@ems/chassis/database';
import { type DatabaseProvisioning, provisionDatabase } from '@ems/operations';
import { afterEach, expect, test } from '@jest/globals';

const server = String(process.env.TEST_POSTGRES_URL);
const made: string[] = [];

function newUrls(): DatabaseProvisioning {
  const name = `provision_${randomBytes(6).toString('hex')}`;
  made.push(name);
  const as = (username: string) =>
    Object.assign(new URL(server), { username, password: 'se@cret', pathname: name }).href;
  return { adminUrl: server, ownerUrl: as(`${name}_owner`), serviceUrl: as(name) };
}

const query = <Row extends object>(url: string, sql: string): Promise<Row[]> =>
  withClient(url, async client => (await client.query<Row>(sql)).rows);

/** The SQLSTATE of a refusal. */
const refused = (url: string, sql: string) =>
  query(url, sql).then(
    () => 'it was done',
    error => error.code,
  );

const NO_RIGHT = '42501';

afterEach(async () => {
  for (const name of made.splice(0)) {
    await query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await query(server, `DROP ROLE IF EXISTS ${name}, ${name}_owner`);
  }
});

test('the owner makes tables, and the service reads and writes their rows', async () => {
  const urls = newUrls();
  await provisionDatabase(urls);
  await query(urls.ownerUrl, 'CREATE EXTENSION btree_gist; CREATE TABLE notes (id serial, text text)');

  expect(await query(urls.serviceUrl, `INSERT INTO notes (text) VALUES ('one') RETURNING id`)).toEqual([{ id: 1 }]);
  await query(urls.serviceUrl, `UPDATE notes SET text = 'two'; DELETE FROM notes`);
  expect(await refused(urls.serviceUrl, 'TRUNCATE notes')).toBe(NO_RIGHT);
  expect(await refused(urls.serviceUrl, 'ALTER TABLE notes ADD more text')).toBe(NO_RIGHT);
  expect(await refused(urls.serviceUrl, 'CREATE TABLE more ()')).toBe(NO_RIGHT);
});

test('a schema that is made anew, as by prisma migrate reset, gives the same rights', async () => {
  const urls = newUrls();
  await provisionDatabase(urls);
  await query(urls.ownerUrl, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE notes (text text)');

  expect(await query(urls.serviceUrl, 'SELECT * FROM notes')).toEqual([]);
  expect(await refused(urls.serviceUrl, 'CREATE TABLE more ()')).toBe(NO_RIGHT);
});

test('what a migration takes away stays away', async () => {
  const urls = newUrls();
  await provisionDatabase(urls);
  await query(urls.ownerUrl, 'CREATE TABLE log (text text); REVOKE UPDATE, DELETE ON log FROM ems_service');
  await provisionDatabase(urls);

  await query(urls.serviceUrl, `INSERT INTO log VALUES ('one')`);
  expect(await refused(urls.serviceUrl, `UPDATE log SET text = 'two'`)).toBe(NO_RIGHT);
  expect(await refused(urls.serviceUrl, 'DELETE FROM log')).toBe(NO_RIGHT);
  expect(await query(urls.serviceUrl, 'SELECT * FROM log')).toEqual([{ text: 'one' }]);
});

test('a database that its service owned goes over to the owner, with all that is in it', async () => {
  const urls = newUrls();
  const { username: service } = new URL(urls.serviceUrl);
  await query(server, `CREATE ROLE ${service} LOGIN CREATEDB PASSWORD 'se@cret'`);
  await query(server, `CREATE DATABASE ${service} OWNER ${service}`);
  await query(
    urls.serviceUrl,
    `CREATE EXTENSION pg_trgm; CREATE TYPE colour AS ENUM ('red'); CREATE TABLE walls (id serial, colour colour);
     CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     INSERT INTO walls (colour) VALUES ('red')`,
  );
  await provisionDatabase(urls);

  expect(await refused(urls.serviceUrl, 'ALTER TABLE walls ADD more text')).toBe(NO_RIGHT);
  expect(await refused(urls.serviceUrl, 'DROP FUNCTION stays')).toBe(NO_RIGHT);
  expect(await refused(urls.serviceUrl, `CREATE DATABASE ${service}_more`)).toBe(NO_RIGHT);
  expect(await query(urls.serviceUrl, `INSERT INTO walls (colour) VALUES ('red') RETURNING id`)).toEqual([{ id: 2 }]);
  await query(
    urls.ownerUrl,
    `ALTER TABLE walls ADD more text; ALTER TYPE colour ADD VALUE 'blue'; DROP FUNCTION stays; DROP EXTENSION pg_trgm`,
  );
});

test('a service cannot connect to the database of another, nor to the server’s own', async () => {
  const [one, other] = [newUrls(), newUrls()];
  await Promise.all([one, other].map(provisionDatabase));
  const elsewhere = (pathname: string) => Object.assign(new URL(one.serviceUrl), { pathname }).href;

  expect(await query(one.serviceUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  for (const path of [new URL(other.serviceUrl).pathname, '/postgres', '/template1'])
    expect(await refused(elsewhere(path), 'SELECT 1')).toBe(NO_RIGHT);
});

test('a changed password holds from the next time on', async () => {
  const urls = newUrls();
  await provisionDatabase(urls);
  const serviceUrl = Object.assign(new URL(urls.serviceUrl), { password: 'another' }).href;
  await provisionDatabase({ ...urls, serviceUrl });

  expect(await refused(urls.serviceUrl, 'SELECT 1')).toBe('28P01');
  expect(await query(serviceUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('the command wants three logins, in production none that anybody could guess', async () => {
  const urls = newUrls();
  const command = (NODE_ENV: string) => {
    const env = {
      NODE_ENV,
      ADMIN_DATABASE_URL: server,
      DATABASE_URL: urls.ownerUrl,
      SERVICE_DATABASE_URL: urls.serviceUrl,
    };
    return promisify(execFile)(process.execPath, [require.resolve('@ems/operations/database/command')], { env });
  };

  await expect(command('production')).rejects.toThrow('the password in ADMIN_DATABASE_URL');
  expect(await refused(urls.serviceUrl, 'SELECT 1')).toBe('28P01');
  await command('development');
  expect(await query(urls.serviceUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('the command takes passwords of any characters apart from the URLs', async () => {
  const urls = newUrls();
  const password = `p@ss/wo#rd %41$?"é`;
  const env = {
    ADMIN_DATABASE_URL: server,
    DATABASE_URL: urls.ownerUrl,
    SERVICE_DATABASE_URL: Object.assign(new URL(urls.serviceUrl), { password: '' }).href,
    SERVICE_DATABASE_PASSWORD: password,
  };
  await promisify(execFile)(process.execPath, [require.resolve('@ems/operations/database/command')], { env });
  const serviceUrl = Object.assign(new URL(urls.serviceUrl), { password: encodeURIComponent(password) }).href;
  expect(await query(serviceUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('the administrator is not taken for a service, whose rights it would lose', async () => {
  const urls = newUrls();
  await expect(provisionDatabase({ ...urls, serviceUrl: server })).rejects.toThrow('a role each');
});

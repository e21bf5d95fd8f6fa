import { describe, expect, test } from '@jest/globals';
import { databaseUrl, query, queryAt } from './support/databases';
import { services } from './support/services';

const noRight = '42501';
const noSuchLogin = '28P01';

/** The SQLSTATE of the refusal. */
const outcome = (url: string, sql: string) =>
  queryAt(url, sql).then(
    () => 'allowed',
    error => error.code,
  );

// Tables that every service has.
const forbidden = {
  'create a table': 'CREATE TABLE more ()',
  'create a temporary table': 'CREATE TEMPORARY TABLE more ()',
  'change a table': 'ALTER TABLE outbox ADD more text',
  'drop a table': 'DROP TABLE outbox',
  'empty a table': 'TRUNCATE outbox',
  'create an index': 'CREATE INDEX more ON outbox (type)',
  'disable triggers': 'ALTER TABLE outbox DISABLE TRIGGER ALL',
  'bypass all triggers': `SET session_replication_role = 'replica'`,
  'create a trigger':
    'CREATE TRIGGER more BEFORE UPDATE ON outbox EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  'create a function': `CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  'create an extension': 'CREATE EXTENSION hstore',
  'create a schema': 'CREATE SCHEMA more',
  'create a role': 'CREATE ROLE more',
  'change the audit log': `UPDATE audit SET facts = '{}'`,
  'delete from the audit log': 'DELETE FROM audit',
  'read the migrations': 'SELECT FROM _prisma_migrations',
  'delete the migrations': 'DELETE FROM _prisma_migrations',
  'run a program': `COPY outbox TO PROGRAM 'cat'`,
};

describe.each(services)('the role of %s', service => {
  const url = databaseUrl(service, 'service');

  test('is what the running service uses, and no other', async () => {
    const roles = await query<{ usename: string }>(
      service,
      'SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE $1',
      [`${service}%`],
    );
    expect(roles).toEqual([{ usename: new URL(url).username }]);
  });

  test('reads and writes rows, and may forget details of the audit log', async () => {
    const allowed = 'SELECT FROM audit; DELETE FROM inbox; UPDATE audit SET details = NULL WHERE false';
    expect(await outcome(url, `BEGIN; ${allowed}; ROLLBACK`)).toBe('allowed');
  });

  test.each(Object.entries(forbidden))('cannot %s', async (_what, sql) => {
    expect(await outcome(url, `BEGIN; ${sql}; ROLLBACK`)).toBe(noRight);
  });

  test('cannot become the owner, nor create a database', async () => {
    const { username: owner } = new URL(databaseUrl(service));
    expect(await outcome(url, `SET ROLE ${owner}`)).toBe(noRight);
    expect(await outcome(url, 'CREATE DATABASE more')).toBe(noRight);
  });

  test('cannot connect to another database of its server, nor to that of another service', async () => {
    const { username, password } = new URL(url);
    const own = (pathname: string) => Object.assign(new URL(url), { pathname }).href;
    for (const path of ['/postgres', '/template1']) expect(await outcome(own(path), 'SELECT 1')).toBe(noRight);
    for (const other of services.filter(name => name !== service)) {
      const foreign = Object.assign(new URL(databaseUrl(other)), { username, password }).href;
      expect(await outcome(foreign, 'SELECT 1')).toBe(noSuchLogin);
    }
  });
});

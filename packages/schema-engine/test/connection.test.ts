import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openProject, type Project } from './open-project';

let project: Project;
beforeAll(async () => {
  project = await openProject({ database: false });
});
afterAll(() => project.close());

const at = (change: Partial<URL>) => Object.assign(new URL(project.url), change).href;

test('a server that nobody answers at is P1001', async () => {
  const { code, output } = await project.prismaAt(at({ port: '1' }), 'migrate', 'status');
  expect(code).toBe(1);
  expect(output).toContain("P1001: Can't reach database server at");
});

test('a wrong password is P1000', async () => {
  const { code, output } = await project.prismaAt(at({ password: 'wrong' }), 'migrate', 'deploy');
  expect(code).toBe(1);
  expect(output).toContain('P1000: Authentication failed');
});

test('the password may stand apart from the connection string, as it is, or in a file', async () => {
  const own = await openProject();
  const password = 'p@ss/wo#rd %41?';
  const url = Object.assign(new URL(own.url), { password: '' });
  await own.query(`ALTER ROLE ${url.username} PASSWORD '${password}'`);
  const file = join(own.folder, 'password');
  writeFileSync(file, `${password}\n`);
  const deploy = async (variables: Record<string, string>) =>
    (await own.prismaWith({ DATABASE_URL: url.href, ...variables }, 'migrate', 'deploy')).code;
  expect(await deploy({ DATABASE_PASSWORD: 'another' })).toBe(1);
  expect(await deploy({ DATABASE_PASSWORD: password })).toBe(0);
  expect(await deploy({ DATABASE_PASSWORD_FILE: file })).toBe(0);
  await own.close();
});

test('a database that does not exist is P1003, until deploy has created it', async () => {
  const missing = await project.prisma('migrate', 'status');
  expect(missing).toMatchObject({ code: 1, output: expect.stringContaining('P1003: Database `schema_engine_') });

  expect(await project.prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
  expect(await project.prisma('migrate', 'status')).toMatchObject({ code: 0 });
});

test('the schema that the connection string names is the one that is migrated', async () => {
  const url = at({ search: '?schema=elsewhere' });
  expect(await project.prismaAt(url, 'migrate', 'deploy')).toMatchObject({ code: 0 });

  const tables = await project.query(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'elsewhere'`,
  );
  expect(tables.map(row => row.table_name).sort()).toEqual(['Room', 'Slot', '_prisma_migrations']);
  expect(await project.prismaAt(url, 'migrate', 'reset', '--force')).toMatchObject({ code: 0 });
});

import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { ended, openProject, type Project, pollUntil } from './open-project';

const FROM_MIGRATIONS = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--exit-code'];
const FROM_DATABASE = ['migrate', 'diff', '--from-config-datasource', '--exit-code'];
const MODEL = 'model Speaker {\n  id String @id @db.Uuid\n}\n';

let project: Project;
afterEach(async () => {
  expect(await project.shadows()).toEqual([]);
  await project.close();
});

const addModel = () => appendFileSync(join(project.folder, 'prisma/schema.prisma'), MODEL);

test('diff finds the migrations, the database and the schema to be the same', async () => {
  project = await openProject();
  expect(await project.prisma('migrate', 'deploy')).toMatchObject({ code: 0 });

  const same = { code: 0, output: expect.stringContaining('No difference detected.') };
  expect(await project.prisma(...FROM_MIGRATIONS, '--to-schema', 'prisma')).toMatchObject(same);
  expect(await project.prisma(...FROM_MIGRATIONS, '--to-config-datasource')).toMatchObject(same);
  expect(await project.prisma(...FROM_DATABASE, '--to-schema', 'prisma')).toMatchObject(same);
});

test('diff answers with the exit code 2 and the SQL of what differs', async () => {
  project = await openProject();
  addModel();

  const { code, output } = await project.prisma(...FROM_MIGRATIONS, '--to-schema', 'prisma', '--script');

  expect(code).toBe(2);
  expect(output).toContain('CREATE TABLE "Speaker"');
  expect(output).not.toMatch(/DROP|ALTER/);
});

test('migrate dev writes a migration of what is new in the schema, and of nothing else, and applies it', async () => {
  project = await openProject();
  expect(await project.prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
  addModel();

  expect(await project.migrateDev('speakers')).toMatchObject({ code: 0 });

  const migrations = join(project.folder, 'prisma/migrations');
  const written = readdirSync(migrations).filter(name => name.endsWith('_speakers'));
  expect(written).toHaveLength(1);
  const sql = readFileSync(join(migrations, String(written[0]), 'migration.sql'), 'utf8');
  expect(sql.match(/^[A-Z].*/gm)).toEqual(['CREATE TABLE "Speaker" (']);
  expect(await project.query('SELECT * FROM "Speaker"')).toEqual([]);
  const again = await project.migrateDev('nothing');
  expect(again).toMatchObject({ code: 0, output: expect.stringContaining('Already in sync') });
});

test('migrate dev applies what was written by hand, then what is new in the schema', async () => {
  project = await openProject();
  expect(await project.prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
  mkdirSync(join(project.folder, 'prisma/migrations/20260103000000_by_hand'));
  writeFileSync(
    join(project.folder, 'prisma/migrations/20260103000000_by_hand/migration.sql'),
    'CREATE FUNCTION by_hand() RETURNS integer LANGUAGE sql RETURN 7;',
  );
  expect(await project.migrateDev('nothing')).toMatchObject({ code: 0 });
  expect(await project.query('SELECT by_hand()')).toEqual([{ by_hand: 7 }]);

  mkdirSync(join(project.folder, 'prisma/migrations/20260104000000_by_hand'));
  writeFileSync(
    join(project.folder, 'prisma/migrations/20260104000000_by_hand/migration.sql'),
    'DROP FUNCTION by_hand;',
  );
  addModel();
  expect(await project.migrateDev('speakers')).toMatchObject({ code: 0 });
  expect(await project.query('SELECT * FROM "Speaker"')).toEqual([]);
});

test('migrate dev refuses a history that cannot be replayed, with the reason', async () => {
  project = await openProject();
  mkdirSync(join(project.folder, 'prisma/migrations/20260103000000_bad'));
  writeFileSync(
    join(project.folder, 'prisma/migrations/20260103000000_bad/migration.sql'),
    'SELECT no_such_function();',
  );

  const { code, output } = await project.migrateDev('more');

  expect(code).toBe(1);
  expect(output).toContain('Migration `20260103000000_bad` failed to apply cleanly to the shadow database.');
  expect(output).toContain('function no_such_function() does not exist');
});

test('a role that may not create databases is told so', async () => {
  project = await openProject({ canCreateDatabases: false });

  const { code, output } = await project.prisma(...FROM_MIGRATIONS, '--to-schema', 'prisma');

  expect(code).toBe(1);
  expect(output).toContain('P3014');
  expect(output).toContain('permission denied to create database');
});

test('a worker of autovacuum in the shadow database does not keep it', async () => {
  project = await openProject();
  mkdirSync(join(project.folder, 'prisma/migrations/20260103000000_visited'));
  const visited = `DO $$ BEGIN
    WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user) LOOP
      PERFORM pg_sleep(0.02), pg_stat_clear_snapshot();
    END LOOP;
  END $$;`;
  writeFileSync(join(project.folder, 'prisma/migrations/20260103000000_visited/migration.sql'), visited);
  const end = project.prisma(...FROM_MIGRATIONS, '--to-schema', 'prisma');
  await pollUntil(async () => (await project.shadows()).length > 0);
  const [{ datname } = {}] = await project.shadows();
  const visitor = await project.joinShadow(String(datname));
  const dropping = `SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DROP DATABASE%${datname}%'`;
  await Promise.race([end, pollUntil(async () => (await visitor.query(dropping)).rowCount === 1)]);
  await visitor.end();
  expect(await end).toMatchObject({ code: 0 });
  expect(await project.shadows()).toEqual([]);
});

test('Ctrl-C in the middle of a replay leaves no shadow database behind', async () => {
  project = await openProject();
  mkdirSync(join(project.folder, 'prisma/migrations/20260103000000_slow'));
  writeFileSync(join(project.folder, 'prisma/migrations/20260103000000_slow/migration.sql'), 'SELECT pg_sleep(30);');
  const args = ['prisma', ...FROM_MIGRATIONS, '--to-schema', 'prisma'];
  const env = { ...process.env, DATABASE_URL: project.url };
  const child = spawn('npx', args, { cwd: project.folder, env, detached: true });
  const end = ended(child);

  await pollUntil(async () => (await project.shadows()).length > 0);
  process.kill(-Number(child.pid), 'SIGINT');

  await end;
  await pollUntil(async () => (await project.shadows()).length === 0);
});

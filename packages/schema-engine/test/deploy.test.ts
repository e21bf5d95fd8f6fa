import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openProject, type Project } from './open-project';

const ROOM = '00000000-0000-4000-8000-000000000000';
const SLOT = `INSERT INTO "Slot" VALUES (gen_random_uuid(), '${ROOM}', '2026-05-01 10:00Z', '2026-05-01 11:00Z')`;

let project: Project;
beforeEach(async () => {
  project = await openProject();
});
afterEach(() => project.close());

const addMigration = (name: string, sql: string) => {
  const folder = join(project.folder, 'prisma/migrations', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
};

test('deploy applies every migration once, with all that SQL can say', async () => {
  const pending = await project.prisma('migrate', 'status');
  expect(pending).toMatchObject({ code: 1, output: expect.stringContaining('20260102000000_rules') });

  expect(await project.prisma('migrate', 'deploy')).toMatchObject({ code: 0 });

  await project.query(`INSERT INTO "Room" VALUES ('${ROOM}', 'Aula')`);
  await project.query(SLOT);
  await expect(project.query(SLOT)).rejects.toThrow('Slot_no_overlap');
  await expect(project.query('DELETE FROM "Room"')).rejects.toThrow('rooms are archived; they are not deleted');
  expect(await project.prisma('migrate', 'status')).toMatchObject({
    code: 0,
    output: expect.stringContaining('Database schema is up to date!'),
  });
  const again = await project.prisma('migrate', 'deploy');
  expect(again).toMatchObject({ code: 0, output: expect.stringContaining('No pending migrations to apply.') });
});

test('of two deploys at the same time one applies each migration and the other waits for it', async () => {
  addMigration('20260103000000_slow', 'SELECT pg_sleep(1); CREATE TABLE "Late" ("id" INTEGER);');

  const both = await Promise.all([project.prisma('migrate', 'deploy'), project.prisma('migrate', 'deploy')]);

  expect(both).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(await project.query('SELECT migration_name FROM _prisma_migrations')).toHaveLength(3);
});

test('a migration that fails leaves nothing behind, says where, and holds up all others until it is resolved', async () => {
  addMigration('20260103000000_bad', 'CREATE TABLE "Half" ("id" INTEGER);\n\nSELECT no_such_function();\n');

  const { code, output } = await project.prisma('migrate', 'deploy');

  expect(code).toBe(1);
  expect(output).toContain('P3018');
  expect(output).toContain('Migration name: 20260103000000_bad');
  expect(output).toContain('Database error code: 42883');
  expect(output).toContain('   3 SELECT no_such_function();');
  expect(await project.query(`SELECT to_regclass('"Half"') AS half`)).toEqual([{ half: null }]);
  expect(await project.prisma('migrate', 'deploy')).toMatchObject({
    code: 1,
    output: expect.stringContaining('P3009'),
  });

  const resolved = await project.prisma('migrate', 'resolve', '--rolled-back', '20260103000000_bad');
  expect(resolved).toMatchObject({ code: 0 });
  addMigration('20260103000000_bad', 'CREATE TABLE "Half" ("id" INTEGER);');
  expect(await project.prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
});

test('resolve records a migration as applied that was applied by hand', async () => {
  expect(await project.prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
  addMigration('20260103000000_by_hand', 'SELECT no_such_function();');

  const resolved = await project.prisma('migrate', 'resolve', '--applied', '20260103000000_by_hand');

  expect(resolved).toMatchObject({ code: 0 });
  expect(await project.prisma('migrate', 'status')).toMatchObject({ code: 0 });
  const unknown = await project.prisma('migrate', 'resolve', '--applied', '20260104000000_unknown');
  expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('P3017') });
});

test('reset empties the database and applies the migrations anew', async () => {
  expect(await project.prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
  await project.query(`INSERT INTO "Room" VALUES ('${ROOM}', 'Aula')`);

  expect(await project.prisma('migrate', 'reset', '--force')).toMatchObject({ code: 0 });

  expect(await project.query('SELECT * FROM "Room"')).toEqual([]);
  expect(await project.prisma('migrate', 'status')).toMatchObject({ code: 0 });
});

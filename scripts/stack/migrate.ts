import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run, tail } from '../system/run.ts';
import { Plain, type Say } from '../system/say.ts';
import { withClient } from './databases.ts';

/**
 * Brings a database to the newest migration. Prisma's CLI takes seconds to start, so it runs only when the database does
 * not hold all of the service's migrations yet.
 */
export async function migrate(root: string, service: string, url: string, say: Say): Promise<void> {
  const folder = join(root, service);
  const wanted = migrationsOf(folder);
  const applied = await appliedTo(url);
  const missing = wanted.filter(name => !applied.has(name));
  if (missing.length === 0) return;
  say(`${service}: applying ${missing.length === 1 ? 'one migration' : `${missing.length} migrations`}`);
  const prisma = join(root, 'node_modules/prisma/build/index.js');
  const env = { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: '1' };
  const { code, output } = await run(process.execPath, [prisma, 'migrate', 'deploy'], { cwd: folder, env });
  if (code !== 0) throw new Plain(`${service}: prisma migrate deploy failed:\n${tail(output, 25)}`);
}

function migrationsOf(folder: string): string[] {
  const migrations = join(folder, 'prisma/migrations');
  if (!existsSync(migrations)) return [];
  return readdirSync(migrations).filter(name => existsSync(join(migrations, name, 'migration.sql')));
}

async function appliedTo(url: string): Promise<Set<string>> {
  return withClient(url, async client => {
    const table = await client.query("SELECT to_regclass('_prisma_migrations') AS name");
    if (table.rows[0]?.name === null) return new Set();
    const query =
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL';
    const { rows } = await client.query<{ migration_name: string }>(query);
    return new Set(rows.map(row => row.migration_name));
  });
}

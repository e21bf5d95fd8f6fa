import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const packageFolder = join(__dirname, '../..');
const modules = join(packageFolder, '../../node_modules');
/** What `npx prisma` starts, without npx, which takes as long once more. */
const cli = join(modules, 'prisma/build/index.js');

/** A copy of test/project, with a role and a database of its own. */
export interface Project {
  folder: string;
  /** Connection string of the database, as its owner. */
  url: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** The databases in which migrations were replayed and which are still there. */
  shadows(): Promise<Record<string, unknown>[]>;
  /** A session in one of them that its owner may not end, as the server's own have them. */
  joinShadow(database: string): Promise<Client>;
  /** Runs `prisma` in the project. */
  prisma(...args: string[]): Promise<Ran>;
  /** The same for another connection string. */
  prismaAt(url: string, ...args: string[]): Promise<Ran>;
  /** The same with other variables. */
  prismaWith(variables: Record<string, string>, ...args: string[]): Promise<Ran>;
  /** Runs `prisma migrate dev` in a terminal, without which it refuses to. */
  migrateDev(name: string): Promise<Ran>;
  close(): Promise<void>;
}

export interface Ran {
  code: number | null;
  /** Standard output and standard error together. */
  output: string;
}

export async function openProject({ canCreateDatabases = true, database = true } = {}): Promise<Project> {
  const name = `schema_engine_${randomBytes(6).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'schema-engine-'));
  cpSync(join(packageFolder, 'test/project'), folder, { recursive: true });
  symlinkSync(modules, join(folder, 'node_modules'));
  await asAdmin(`CREATE ROLE ${name} LOGIN PASSWORD '${name}' ${canCreateDatabases ? 'CREATEDB' : ''}`);
  if (database) await asAdmin(`CREATE DATABASE ${name} OWNER ${name}`);
  // From where it makes its own.
  else await asAdmin(`GRANT CONNECT ON DATABASE postgres TO ${name}`);
  const url = serverUrl(name, name).href;
  const env = { ...process.env, DATABASE_URL: url, NO_COLOR: '1', CI: '' };
  const options = { cwd: folder, env };
  const prismaWith = (variables: Record<string, string>, ...args: string[]) =>
    ended(spawn(process.execPath, [cli, ...args], { ...options, env: { ...env, ...variables } }));
  const prismaAt = (other: string, ...args: string[]) => prismaWith({ DATABASE_URL: other }, ...args);
  return {
    folder,
    url,
    query: sql => query(url, sql),
    shadows: () =>
      asAdmin(`SELECT datname FROM pg_database JOIN pg_roles r ON r.oid = datdba
               WHERE rolname = '${name}' AND datname LIKE 'prisma_migrate_shadow_db_%'`),
    joinShadow: async database => {
      const admin = Object.assign(new URL(process.env.TEST_POSTGRES_URL ?? ''), { pathname: `/${database}` });
      const client = new Client({ connectionString: admin.href });
      await client.connect();
      return client;
    },
    prisma: (...args) => prismaAt(url, ...args),
    prismaAt,
    prismaWith,
    migrateDev: migration => {
      const command = [process.execPath, cli, 'migrate', 'dev', '--name', migration];
      const args =
        process.platform === 'darwin' ? ['-q', '/dev/null', ...command] : ['-qec', command.join(' '), '/dev/null'];
      return ended(spawn('script', args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
    },
    close: async () => {
      await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      if (!database) await asAdmin(`REVOKE CONNECT ON DATABASE postgres FROM ${name}`);
      await asAdmin(`DROP ROLE ${name}`);
      rmSync(folder, { recursive: true });
    },
  };
}

/** The server of the tests, as somebody and in some database. */
function serverUrl(user: string, database: string): URL {
  const url = new URL(process.env.TEST_POSTGRES_URL ?? 'TEST_POSTGRES_URL is not set');
  return Object.assign(url, { username: user, password: user, pathname: `/${database}` });
}

/** Waits for the end of a process and collects what it prints. */
export function ended(child: ChildProcess): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (output += chunk));
    child.on('error', reject);
    child.on('close', code => resolve({ code, output }));
  });
}

function asAdmin(sql: string): Promise<Record<string, unknown>[]> {
  return query(process.env.TEST_POSTGRES_URL ?? '', sql);
}

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/** Awaits a condition, for at most half a minute. */
export async function pollUntil(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await condition()); await delay(10))
    if (Date.now() > end) throw new Error('the condition did not hold within 30 s');
}

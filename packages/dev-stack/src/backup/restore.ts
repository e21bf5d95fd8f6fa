import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withSqlAt } from '@ems/chassis/database';
import {
  type Manifest,
  pendingMigrations,
  readManifest,
  sendMissing,
  UnknownMigrationsError,
  verifyFile,
} from '@ems/operations';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { findFreePort } from '../ports/free-ports.ts';
import { acquireLock } from '../processes/lock-file.ts';
import type { ProcessSpec } from '../processes/managed-process.ts';
import { Supervisor, stopOrphans } from '../processes/supervisor.ts';
import { type PostgresServer, preparePostgres, superuserUrl } from '../servers/postgres.ts';
import { runAsForPostgres } from '../servers/postgres-binaries.ts';
import { SERVICES, type ServiceEntry } from '../services.ts';
import { readSettings, root, type StackConfig } from '../stack/config.ts';
import type { RestoreArguments } from './arguments.ts';
import { leaveDefinitions } from './broker-definitions.ts';
import { putInPlace, readJournal, stagingOf, writeJournal } from './half-restored.ts';
import { envText, openSecrets, passphraseOf, refuseOtherSecrets, type Secrets } from './secrets.ts';

/** The write-ahead log of a busy hour is played in minutes. */
const recoveryMs = 30 * 60_000;

/**
 * Restores the state of `npm start` out of a backup: all, or the databases of some services. It makes the new state beside the present
 * one, has PostgreSQL bring it to the moment of the backup, and only then puts it in place; interrupted, it completes when it runs again.
 * @throws UserError where the system runs, there is a state and it is not to be replaced, or the backup cannot be taken
 */
export async function restore(config: StackConfig, args: RestoreArguments): Promise<void> {
  const { manifest, digest } = readBackup(args.from, 'files', args.services);
  const lock = await acquireLock(config.directory, 'npm start, npm run dev or another restore');
  try {
    const left = readJournal(config.directory);
    if (left && left.digest !== digest)
      throw new UserError(
        'A restore of another backup was interrupted while it put its state in place: run that one again first.',
      );
    const journal = left ?? { digest, parts: await prepare(config, args, manifest) };
    if (!left) writeJournal(config.directory, journal);
    putInPlace(config.directory, journal);
  } finally {
    lock.release();
  }
  log(`restored as of ${manifest.asOf ?? manifest.startedAt}: npm start`);
}

/**
 * @param kind that this way to run the system can take
 * @throws UserError for what is no backup of it, and for one of a newer version
 */
export function readBackup(from: string, kind: Manifest['kind'], services: readonly ServiceEntry[]) {
  const backup = orUserError(() => readManifest(from));
  if (backup.manifest.kind !== kind)
    throw new UserError(
      kind === 'files'
        ? 'This is a backup of the system in containers: restore it there, with --compose.'
        : 'This is a backup of npm start: restore it without --compose.',
    );
  for (const { name, migrations } of backup.manifest.services.filter(each =>
    services.some(s => s.name === each.name),
  )) {
    const known = readdirSync(join(root, name, 'prisma/migrations'));
    const unknown = migrations.filter(migration => !known.includes(migration));
    if (unknown.length > 0)
      throw new UserError(
        `The backup is of a newer version (${backup.manifest.version}): ${name} does not know ${unknown.join(', ')}. Restore it with that version.`,
      );
  }
  return backup;
}

function orUserError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}

/** Makes the new state. @returns its parts */
async function prepare(config: StackConfig, args: RestoreArguments, manifest: Manifest): Promise<string[]> {
  const { from, services, replace } = args;
  const isWhole = services.length === SERVICES.length;
  const databases = services.map(({ database }) => join('postgres', database));
  const parts = isWhole ? [...databases, 'keys', 'rabbitmq'] : databases;
  const present = parts.filter(part => existsSync(join(config.directory, part)));
  if (present.length > 0 && !replace)
    throw new UserError(
      `There is a state already (${present.join(', ')}): with --replace the backup takes its place, and it is gone.`,
    );
  const settings = readSettings();
  const secrets = await openSecrets(from, passphraseOf(settings));
  refuseOtherSecrets(
    secrets,
    existsSync(join(root, '.env')) || secrets.env === null ? settings : { ...secrets.secrets, ...settings },
  );
  const staging = stagingOf(config.directory);
  await stopOrphans(staging);
  rmSync(staging, { recursive: true, force: true });
  await stageDatabases(config, from, manifest, services);
  await recover(config, services, manifest.asOf ?? '', isWhole);
  if (isWhole) stageSecrets(join(staging, 'new'), secrets);
  return parts;
}

async function stageDatabases(
  config: StackConfig,
  from: string,
  manifest: Manifest,
  services: readonly ServiceEntry[],
) {
  const folders = services.map(({ database }) => `postgres/${database}/`);
  const files = manifest.files.filter(({ path }) => folders.some(folder => path.startsWith(folder)));
  for (const folder of folders)
    if (!files.some(({ path }) => path === `${folder}PG_VERSION`))
      throw new UserError(`The backup has no database in ${folder}.`);
  log(`verifying and copying ${files.length} files …`);
  for (const file of files) {
    await verifyFile(from, file).catch(error => {
      throw new UserError(error.message);
    });
    const target = join(stagingOf(config.directory), 'new', file.path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(from, file.path), target);
  }
  for (const service of services) await handOver(config, stagedServer(config, service, 0).data);
}

/** What PostgreSQL expects of its folder: folders that may be empty, which a backup has no files of, and its own user's rights. */
async function handOver(config: StackConfig, data: string): Promise<void> {
  for (const name of emptyFolders) mkdirSync(join(data, name), { recursive: true });
  writeFileSync(join(data, 'recovery.signal'), '');
  const { owner } = await runAsForPostgres(config.directory);
  const entries = readdirSync(data, { recursive: true, withFileTypes: true });
  for (const [path, isFolder] of [
    [data, true] as const,
    ...entries.map(entry => [join(entry.parentPath, entry.name), entry.isDirectory()] as const),
  ]) {
    chmodSync(path, isFolder ? 0o700 : 0o600);
    if (owner) chownSync(path, owner.uid, owner.gid);
  }
}

const emptyFolders = [
  ...[
    'pg_commit_ts',
    'pg_dynshmem',
    'pg_logical/mappings',
    'pg_logical/snapshots',
    'pg_notify',
    'pg_replslot',
    'pg_serial',
  ],
  ...['pg_snapshots', 'pg_stat', 'pg_stat_tmp', 'pg_subtrans', 'pg_tblspc', 'pg_twophase', 'pg_wal/archive_status'],
  'pg_wal/summaries',
];

function stagedServer(config: StackConfig, { name, database }: ServiceEntry, port: number, asOf = ''): PostgresServer {
  const directory = stagingOf(config.directory);
  return {
    name: `${name}-database`,
    data: join(directory, 'new/postgres', database),
    port,
    logFile: join(config.logs, `restore-${name}.log`),
    directory,
    durable: true,
    // It answers only when it is at that moment. All of the log that it needs lies in its folder.
    settings: {
      restore_command: 'false',
      recovery_target_time: asOf,
      recovery_target_action: 'promote',
      hot_standby: 'off',
    },
  };
}

/** Has PostgreSQL play its log, and sends again what was under way at that moment. */
async function recover(
  config: StackConfig,
  services: readonly ServiceEntry[],
  asOf: string,
  isWhole: boolean,
): Promise<void> {
  log(`bringing ${services.length === 1 ? 'one database' : `${services.length} databases`} to ${asOf} …`);
  const taken = new Set<number>();
  const ports = new Map<ServiceEntry, number>();
  const specs: ProcessSpec[] = [];
  for (const service of services) {
    const port = await findFreePort(taken);
    ports.set(service, port);
    const spec = await preparePostgres(stagedServer(config, service, port, asOf));
    specs.push({ ...spec, readyTimeoutMs: recoveryMs });
  }
  const supervisor = new Supervisor(stagingOf(config.directory));
  try {
    await supervisor.start(...specs);
    const urls = services.map(service => [service, superuserUrl(ports.get(service) ?? 0, service.database)] as const);
    for (const [{ name }, url] of urls) await refuseOtherMigrations(name, url);
    if (isWhole) log(`${await sendAgain(urls)} messages were under way and are sent again`);
  } finally {
    await supervisor.stop();
  }
}

const refuseOtherMigrations = (service: string, url: string) =>
  pendingMigrations(
    url,
    join(root, service, 'prisma/migrations'),
    'restore the backup with the version that made it',
  ).catch(error => {
    throw error instanceof UnknownMigrationsError ? new UserError(error.message) : error;
  });

type Url = readonly [ServiceEntry, string];
type Databases = Parameters<typeof sendMissing>[0];

function sendAgain([first, ...others]: readonly Url[], opened: Databases = new Map()): Promise<number> {
  if (!first) return sendMissing(opened);
  const [{ name }, url] = first;
  return withSqlAt(url, 'restore', sql => sendAgain(others, new Map([...opened, [name, sql]])));
}

function stageSecrets(folder: string, secrets: Secrets): void {
  for (const part of ['keys', 'rabbitmq']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(secrets.keys))
    writeFileSync(join(folder, 'keys', name), Buffer.from(content, 'base64'), { mode: 0o600 });
  leaveDefinitions(join(folder, 'rabbitmq'), secrets.brokerDefinitions);
  const env = envText(secrets);
  if (env !== undefined && !existsSync(join(root, '.env'))) writeFileSync(join(root, '.env'), env, { mode: 0o600 });
}

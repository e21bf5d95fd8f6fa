import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, verifyFile } from '@ems/operations';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { runAsForPostgres } from '../servers/postgres-binaries.ts';
import type { ServiceEntry } from '../services.ts';
import type { StackConfig } from '../stack/config.ts';
import { stagingOf } from './half-restored.ts';

/** Where a database is made anew. */
export const stagedData = (config: StackConfig, { database }: ServiceEntry): string =>
  join(stagingOf(config.directory), 'new/postgres', database);

/** Copies databases out of a backup, each file as its manifest says. @throws UserError naming one that is not */
export async function stageDatabases(
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
  for (const service of services) await handOver(config, stagedData(config, service));
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

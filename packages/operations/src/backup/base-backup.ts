import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '@ems/chassis/database';
import type { Client } from 'pg';

/** A server of PostgreSQL whose folder is on this machine. */
export interface Cluster {
  /** Of its folder in the backup. */
  name: string;
  /** A superuser's connection string. */
  adminUrl: string;
  /** Where its data are. */
  data: string;
}

/** What a server makes anew, or has to itself: PostgreSQL's documentation, 25.3.4 "Backing Up the Data Directory". */
const withoutContent = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const leftOut = /^(postmaster\.(pid|opts)|pg_internal\.init.*|pgsql_tmp.*|.*\.signal|backup_label|tablespace_map)$/;

/**
 * Copies servers while they serve, by PostgreSQL's low-level backup (pg_backup_start and pg_backup_stop), each with the write-ahead log
 * from its beginning to a moment after the end of the last. So all can be brought to that one moment: what a service had received
 * by then, its sender had sent by then, since the commits of all of them have their times by one clock.
 * @param folder gets a folder for each of them
 * @returns the moment, as PostgreSQL's recovery_target_time takes it
 */
export async function copyClusters(clusters: readonly Cluster[], folder: string): Promise<string> {
  const open = async ([first, ...others]: readonly Cluster[], opened: readonly Session[]): Promise<string> =>
    first === undefined
      ? copyTogether(opened, folder)
      : withClient(first.adminUrl, client => open(others, [...opened, { ...first, client }]));
  return open(clusters, []);
}

interface Session extends Cluster {
  client: Client;
}

async function copyTogether(sessions: readonly Session[], folder: string): Promise<string> {
  const starts = await Promise.all(sessions.map(session => copyOne(session, join(folder, session.name))));
  const asOf = await timeOf(sessions);
  await Promise.all(
    sessions.map((session, index) => copyLog(session, starts[index] ?? '', join(folder, session.name))),
  );
  return asOf;
}

/** @returns the first file of the log that is needed */
async function copyOne({ client, data }: Session, to: string): Promise<string> {
  // It goes with this session, and keeps the log until then.
  await client.query("SELECT pg_create_physical_replication_slot('ems_backup_' || pg_backend_pid(), true, true)");
  const start = await client.query<{ file: string }>("SELECT pg_walfile_name(pg_backup_start('ems', true)) AS file");
  await copyFolder(data, to);
  const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
  await writeFile(join(to, 'backup_label'), rows[0]?.labelfile ?? '', { mode: 0o600 });
  return start.rows[0]?.file ?? '';
}

async function timeOf([first]: readonly Session[]): Promise<string> {
  const answer = await first?.client.query<{ now: string }>(
    "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00' AS now",
  );
  const [row] = answer?.rows ?? [];
  if (!row) throw new Error('there is nothing to be copied');
  return row.now;
}

/** PostgreSQL stops at the first commit after the moment, so there must be one. */
async function copyLog({ client, data }: Session, from: string, to: string): Promise<void> {
  await client.query("SELECT pg_logical_emit_message(true, 'ems', 'end of a backup')");
  const { rows } = await client.query<{ last: string }>('SELECT pg_walfile_name(pg_switch_wal()) AS last');
  const last = rows[0]?.last ?? '';
  for (const name of await readdir(join(data, 'pg_wal'))) {
    const isNeeded = /^[0-9A-F]{24}$/.test(name) ? name >= from && name <= last : name.endsWith('.history');
    if (isNeeded) await copyFile(join(data, 'pg_wal', name), join(to, 'pg_wal', name));
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (leftOut.test(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (!entry.isDirectory()) await copyPresent(source, target);
    else if (withoutContent.has(entry.name)) await mkdir(target, { mode: 0o700 });
    else await copyFolder(source, target);
  }
}

/** What a server deletes meanwhile, its log deletes too. */
async function copyPresent(from: string, to: string): Promise<void> {
  await copyFile(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withClient } from '@ems/chassis/database';
import { UserError } from '../errors.ts';
import type { ProcessSpec } from '../processes/managed-process.ts';
import { pollUntil } from '../processes/poll.ts';
import { commandLine } from '../processes/process-info.ts';
import { runCommand, tail } from '../processes/run-command.ts';
import { type PostgresBinaries, postgresBinaries, type RunAs, runAsForPostgres } from './postgres-binaries.ts';

export const SUPERUSER = 'postgres';

export function superuserUrl(port: number, database = 'postgres'): string {
  return `postgresql://${SUPERUSER}:${SUPERUSER}@127.0.0.1:${port}/${database}`;
}

export interface PostgresServer {
  name: string;
  data: string;
  port: number;
  logFile: string;
  directory: string;
  /** False: its data need not survive this machine's crash, but only its own. */
  durable: boolean;
  /** Settings beyond the common ones, as in postgresql.conf. */
  settings?: Record<string, string>;
}

/** A log without what somebody has entered: no row that was refused, no statement, no parameter. The same in docker-compose.yml. */
const WITHOUT_VALUES = {
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

const NON_DURABLE = { fsync: 'off', full_page_writes: 'off' };

/** Makes the data folder when it is missing and says how to run a server on it. */
export async function preparePostgres(server: PostgresServer): Promise<ProcessSpec> {
  const binaries = postgresBinaries();
  const as = await runAsForPostgres(server.directory);
  if (existsSync(join(server.data, 'PG_VERSION'))) await clearStaleLock(server.data);
  else await initialiseDataFolder(server, binaries, as);
  const common = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...WITHOUT_VALUES };
  const settings = { ...common, ...(!server.durable && NON_DURABLE), ...server.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [
    ...as.prefix,
    binaries.postgres,
    '-D',
    server.data,
    '-p',
    String(server.port),
    ...flags,
  ];
  return {
    name: server.name,
    command,
    args,
    cwd: server.data,
    env: { ...process.env, LC_ALL: 'C' },
    logFile: server.logFile,
    // Fast: ends connections, rolls back what is open, writes a checkpoint. Immediate: none of these (postgres(1)).
    stopSignal: server.durable ? 'SIGINT' : 'SIGQUIT',
    stopTimeoutMs: 30_000,
    readyTimeoutMs: 60_000,
    isReady: () => acceptsQueries(server.port),
  };
}

async function initialiseDataFolder(
  { data, directory, name }: PostgresServer,
  { initdb }: PostgresBinaries,
  as: RunAs,
): Promise<void> {
  // An initdb that was interrupted leaves a folder that a second one refuses.
  rmSync(data, { recursive: true, force: true });
  // The parent with the usual rights: a recursive mkdir would close it to the server's own user as well.
  mkdirSync(dirname(data), { recursive: true });
  mkdirSync(data, { mode: 0o700 });
  const passwordFile = join(directory, `${name}.password`);
  writeFileSync(passwordFile, SUPERUSER, { mode: 0o600 });
  for (const path of [data, passwordFile]) if (as.owner) chownSync(path, as.owner.uid, as.owner.gid);
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const login = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const [command = '', ...args] = [...as.prefix, initdb, `--pgdata=${data}`, '--no-sync', ...locale, ...login];
  const { code, output } = await runCommand(command, args, { cwd: data });
  rmSync(passwordFile);
  if (code === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw new UserError(`${name}: the database could not be initialised:\n${tail(output)}`);
}

/**
 * A server that was killed leaves its lock file. PostgreSQL trusts it when the number in it belongs to any living process
 * of the same user, which in a container is likely; here it counts only when that process is a server on this very folder.
 */
async function clearStaleLock(data: string): Promise<void> {
  const path = join(data, 'postmaster.pid');
  if (!existsSync(path)) return;
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  if (isServerOn(pid, data)) {
    process.kill(pid, 'SIGINT');
    if (!(await pollUntil(() => !isServerOn(pid, data), { timeoutMs: 30_000 }))) {
      throw new UserError(`A PostgreSQL (pid ${pid}) still runs on ${data} and does not stop; end it and try again.`);
    }
  }
  rmSync(path, { force: true });
}

function isServerOn(pid: number, data: string): boolean {
  return commandLine(pid).includes(`-D ${data} `);
}

async function acceptsQueries(port: number): Promise<boolean> {
  return withClient(superuserUrl(port), async () => true);
}

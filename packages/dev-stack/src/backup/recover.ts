import { join } from 'node:path';
import { withSqlAt } from '@ems/chassis/database';
import { pendingMigrations, sendMissing, UnknownMigrationsError } from '@ems/operations';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { findFreePort } from '../ports/free-ports.ts';
import type { ProcessSpec } from '../processes/managed-process.ts';
import { Supervisor } from '../processes/supervisor.ts';
import { type PostgresServer, preparePostgres, superuserUrl } from '../servers/postgres.ts';
import type { ServiceEntry } from '../services.ts';
import { root, type StackConfig } from '../stack/config.ts';
import { stagingOf } from './half-restored.ts';
import { stagedData } from './stage-databases.ts';

/** The write-ahead log of a busy hour is played in minutes. */
const recoveryMs = 30 * 60_000;

function stagedServer(config: StackConfig, service: ServiceEntry, port: number, asOf: string): PostgresServer {
  const { name } = service;
  const directory = stagingOf(config.directory);
  return {
    name: `${name}-database`,
    data: stagedData(config, service),
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
export async function recover(
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

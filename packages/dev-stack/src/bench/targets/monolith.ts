import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@ems/chassis/database';
import { findFreePort } from '../../ports/free-ports.ts';
import { GATEWAY_PORT, portOf } from '../../ports/port-settings.ts';
import { readPidFiles } from '../../processes/pid-files.ts';
import { respondsOk } from '../../processes/poll.ts';
import type { Supervisor } from '../../processes/supervisor.ts';
import { prepareNginx } from '../../servers/nginx.ts';
import { preparePostgres, superuserUrl } from '../../servers/postgres.ts';
import type { SystemPrograms } from '../../servers/system-packages.ts';
import { findService, SERVICES } from '../../services.ts';
import { root, type StackConfig } from '../../stack/config.ts';
import type { Target } from './target.ts';

const folder = join(root, 'bench/monolith');

export interface Monolith {
  target: Target;
  /** Past nginx: what a route costs in Express alone is measured there. */
  processUrl: string;
}

/**
 * Starts the monolith on a PostgreSQL of its own, with the settings of the services' ones, behind the gateway's own
 * configuration, all of whose services are this one.
 * @param system whose tokens it takes and whose gateway it has
 */
export async function startMonolith(
  directory: string,
  supervisor: Supervisor,
  { config, programs }: { config: StackConfig; programs: SystemPrograms },
): Promise<Monolith> {
  const taken = new Set(config.ports.values());
  const [postgresPort, port, gatewayPort] = [
    await findFreePort(taken),
    await findFreePort(taken),
    await findFreePort(taken),
  ];
  const logs = join(directory, 'logs');
  await supervisor.start(
    await preparePostgres({
      name: 'monolith-database',
      data: join(directory, 'monolith-database'),
      port: postgresPort,
      logFile: join(logs, 'monolith-database.log'),
      directory,
      durable: config.durable,
    }),
  );
  const url = superuserUrl(postgresPort, 'monolith');
  await createDatabase(superuserUrl(postgresPort), url);
  const processUrl = `http://127.0.0.1:${port}`;
  await supervisor.start({
    name: 'monolith',
    command: process.execPath,
    args: [join(folder, 'src/main.ts')],
    cwd: folder,
    env: { PATH: process.env.PATH, HTTP_PORT: `${port}`, DATABASE_URL: url, NODE_ENV: 'production', ...keysOf(config) },
    logFile: join(logs, 'monolith.log'),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5_000,
    readyTimeoutMs: 60_000,
    isReady: () => respondsOk(`${processUrl}/health/ready`),
  });
  const ports = new Map([
    [GATEWAY_PORT.variable, gatewayPort],
    ...SERVICES.map(({ http }): [string, number] => [http.variable, port]),
  ]);
  const gateway = await prepareNginx({ ...config, directory, logs, ports }, programs.nginx);
  await supervisor.start({ ...gateway, name: 'monolith-gateway' });
  return { processUrl, target: targetOf(directory, gatewayPort, url) };
}

const targetOf = (directory: string, gatewayPort: number, url: string): Target => ({
  name: 'monolith',
  origin: `http://127.0.0.1:${gatewayPort}`,
  pids: () =>
    readPidFiles(directory)
      .filter(({ name }) => /^monolith(-gateway)?$/.test(name))
      .map(({ pid }) => pid),
  databases: { users: url, events: url, sessions: url, speakers: url },
});

async function createDatabase(serverUrl: string, url: string): Promise<void> {
  await withClient(serverUrl, client => client.query('CREATE DATABASE monolith'));
  // The same as every service's: how text is folded and searched.
  const migrations = join(root, 'packages/chassis/prisma/migrations');
  const folding = readdirSync(migrations)
    .toSorted()
    .filter(name => /_(folded_text|invisible_characters|bidi_controls|compiled_functions)$/.test(name))
    .map(name => join(migrations, name, 'migration.sql'));
  const files = [...folding, join(folder, 'schema.sql')];
  await withClient(url, async client => {
    for (const file of files) await client.query(readFileSync(file, 'utf8'));
  });
}

/** Where it finds the keys of the system's tokens. */
function keysOf(config: StackConfig): Record<string, string> {
  const { file, kid } = signingKeyOf(config);
  const userService = portOf(config, findService('user-service').http);
  return {
    JWKS_URL: `http://127.0.0.1:${userService}/.well-known/jwks.json`,
    SIGNING_KEY_FILE: file,
    SIGNING_KEY_ID: kid,
  };
}

/** user-service's first key, which a fresh system signs with. */
export function signingKeyOf({ directory }: StackConfig): { file: string; kid: string } {
  const keys = join(directory, 'keys');
  const name = readdirSync(keys).find(each => /^[^.].*\.pem$/.test(each));
  if (name === undefined) throw new Error(`no signing key in ${keys}`);
  return { file: join(keys, name), kid: name.slice(0, -'.pem'.length) };
}

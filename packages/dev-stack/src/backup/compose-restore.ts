import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyFile } from '@ems/operations';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { SUPERUSER } from '../servers/postgres.ts';
import { SERVICES, type ServiceEntry, shortName } from '../services.ts';
import { readSettings, root } from '../stack/config.ts';
import type { RestoreArguments } from './arguments.ts';
import { withoutAdministrators } from './broker-definitions.ts';
import { askDatabase, compose, composePiped, databaseContainer, removeVolume } from './containers.ts';
import { readBackup } from './read-backup.ts';
import { envText, openSecrets, passphraseOf, refuseOtherSecrets, type Secrets } from './secrets.ts';

/** While it is there, a restore is being put in place: it names the backup. */
const journal = join(root, '.local/compose-restore');

const writeKeys = `const fs = require('fs'), folder = process.env.KEYS_DIR, keys = JSON.parse(fs.readFileSync(0, 'utf8'));
  for (const name of fs.readdirSync(folder)) if (!(name in keys)) fs.rmSync(folder + '/' + name);
  for (const name in keys) fs.writeFileSync(folder + '/' + name, Buffer.from(keys[name], 'base64'), { mode: 0o600 })`;

/** Through a file, as rabbitmqctl 4 waits for ever for what comes by its standard input; it runs as the broker's own user. */
const importDefinitions = `set -eu; umask 077; file=$(mktemp); trap 'rm -f "$file"' EXIT
  cat >"$file"; chown rabbitmq: "$file"; rabbitmqctl --quiet import_definitions "$file"`;

/**
 * Restores the system of `docker compose up` out of a backup, all or the databases of some services. Each database is restored beside the
 * one that is there, and takes its place, by a rename, only when all are; interrupted, it completes when it runs again.
 * @throws UserError as of `npm start`
 */
export async function restoreContainers({ from, services, replace }: RestoreArguments): Promise<void> {
  const { manifest, digest } = readBackup(from, 'dumps', services);
  const secrets = await openSecrets(from, passphraseOf(readSettings()));
  const running = (await compose('ps', '--status', 'running', '--services')).split('\n');
  const serving = services.filter(({ name }) => running.includes(name));
  if (serving.length > 0)
    throw new UserError(
      `Still running: ${serving.map(({ name }) => name).join(', ')}. Stop the services first: docker compose stop`,
    );
  const left = existsSync(journal) ? readFileSync(journal, 'utf8') : undefined;
  if (left && left !== digest)
    throw new UserError(
      'A restore of another backup was interrupted while it put its state in place: run that one again first.',
    );
  const isWhole = services.length === SERVICES.length;
  if (isWhole) restoreSettings(secrets);
  await compose('up', '--detach', '--wait', ...services.map(databaseContainer));
  if (!left) {
    for (const service of services) await refusePresent(service, replace);
    for (const file of manifest.files)
      await verifyFile(from, file).catch(error => {
        throw new UserError(error.message);
      });
    for (const service of services) await stage(service, join(from, 'dumps', `${service.database}.dump`));
    mkdirSync(join(root, '.local'), { recursive: true });
    writeFileSync(journal, digest);
  }
  for (const service of services) await putInPlace(service);
  if (isWhole) await restoreTheRest(secrets);
  rmSync(journal);
  log(`restored as of ${manifest.startedAt}: docker compose up --detach --wait`);
}

function restoreSettings(secrets: Secrets): void {
  const path = join(root, '.env');
  const env = envText(secrets);
  if (env !== undefined && !existsSync(path)) writeFileSync(path, env, { mode: 0o600 });
  refuseOtherSecrets(secrets, readSettings());
}

const restoredName = ({ database }: ServiceEntry) => `${database}_restored`;

async function databasesOf(service: ServiceEntry): Promise<string[]> {
  return askDatabase(service, 'postgres', 'SELECT datname FROM pg_database');
}

/** One that was provisioned and has no table yet, as by a restore that was interrupted, holds nothing. */
async function refusePresent(service: ServiceEntry, replace: boolean): Promise<void> {
  const { database } = service;
  if (replace || !(await databasesOf(service)).includes(database)) return;
  const [isUsed] = await askDatabase(service, database, "SELECT to_regclass('_prisma_migrations') IS NOT NULL");
  if (isUsed === 't')
    throw new UserError(
      `There is a database ${database} already: with --replace the backup takes its place, and it is gone.`,
    );
}

/** Roles and rights, as before a migration. */
const provision = (service: ServiceEntry) =>
  compose(
    'run',
    '--rm',
    '--no-deps',
    '-T',
    `${shortName(service)}-migration`,
    'node',
    '../packages/operations/dist/database/command.js',
  );

async function stage(service: ServiceEntry, dump: string): Promise<void> {
  const restored = restoredName(service);
  log(`restoring ${service.database} …`);
  await askDatabase(service, 'postgres', `DROP DATABASE IF EXISTS ${restored} WITH (FORCE)`);
  await provision(service);
  await askDatabase(service, 'postgres', `CREATE DATABASE ${restored} TEMPLATE template0 OWNER ${service.role}_owner`);
  const restore = [
    'pg_restore',
    '--username',
    SUPERUSER,
    '--dbname',
    restored,
    '--exit-on-error',
    '--single-transaction',
  ];
  await composePiped(['exec', '-T', databaseContainer(service), ...restore], { from: dump });
}

async function putInPlace(service: ServiceEntry): Promise<void> {
  const { database } = service;
  const [restored, replaced] = [restoredName(service), `${database}_replaced`];
  if ((await databasesOf(service)).includes(restored))
    await askDatabase(
      service,
      'postgres',
      `BEGIN; ALTER DATABASE ${database} RENAME TO ${replaced}; ALTER DATABASE ${restored} RENAME TO ${database}; COMMIT`,
    );
  await askDatabase(service, 'postgres', `DROP DATABASE IF EXISTS ${replaced} WITH (FORCE)`);
  await provision(service);
}

/** Keys and broker; and what was under way is to be sent again by those whose databases are in place. */
async function restoreTheRest(secrets: Secrets): Promise<void> {
  const keys = ['run', '--rm', '--no-deps', '-T', 'user-service', 'node', '-e', writeKeys];
  await composePiped(keys, { text: JSON.stringify(secrets.keys) });
  await compose('rm', '--force', '--stop', 'rabbitmq');
  const config = JSON.parse(await composePiped(['config', '--format', 'json'], {})) as {
    volumes: Record<string, { name: string }>;
  };
  const volume = config.volumes.rabbitmq_data?.name ?? '';
  await removeVolume(volume);
  await compose('up', '--detach', '--wait', 'rabbitmq');
  const definitions = JSON.stringify(withoutAdministrators(secrets.brokerDefinitions));
  await composePiped(['exec', '-T', 'rabbitmq', 'sh', '-c', importDefinitions], { text: definitions });
  log((await compose('run', '--rm', '--no-deps', '-T', 'reconcile', 'resend')).trim());
}

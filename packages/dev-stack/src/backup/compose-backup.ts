import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealedName } from '@ems/operations';
import { log } from '../log.ts';
import { SUPERUSER } from '../servers/postgres.ts';
import { SERVICES } from '../services.ts';
import { readSettings, root } from '../stack/config.ts';
import { completeBackup, makeEmptyFolder } from './backup.ts';
import { askDatabase, compose, composePiped, databaseContainer, openSession, type Session } from './containers.ts';
import { collectSecrets, passphraseOf, sealSecrets } from './secrets.ts';

/** Each key of user-service in base64, by its file's name. */
const printKeys = `const fs = require('fs'), folder = process.env.KEYS_DIR;
  console.log(JSON.stringify(Object.fromEntries(fs.readdirSync(folder).map(name => [name, fs.readFileSync(folder + '/' + name, 'base64')]))))`;

/** Backs up the system of `docker compose up` while it serves, by pg_dump in its databases' containers. */
export async function backUpContainers(to: string): Promise<void> {
  const settings = readSettings();
  const passphrase = passphraseOf(settings);
  makeEmptyFolder(to);
  const startedAt = new Date().toISOString();
  log(`dumping ${SERVICES.length} databases while they serve …`);
  mkdirSync(join(to, 'dumps'), { mode: 0o700 });
  const sessions = SERVICES.map(openSession);
  try {
    const snapshots = await exportTogether(sessions);
    await Promise.all(sessions.map((session, index) => dump(session, snapshots[index] ?? '', join(to, 'dumps'))));
  } finally {
    for (const session of sessions) session.end();
  }
  const services = await Promise.all(
    SERVICES.map(async service => ({
      name: service.name,
      database: service.database,
      migrations: await askDatabase(
        service,
        service.database,
        'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY started_at',
      ),
    })),
  );
  const keys = JSON.parse(await composePiped(['exec', '-T', 'user-service', 'node', '-e', printKeys], {}));
  const exported = ['exec', '-T', 'rabbitmq', 'rabbitmqctl', '--quiet', 'export_definitions', '-'];
  const brokerDefinitions = JSON.parse(await composePiped(exported, {}));
  const secrets = collectSecrets(root, settings, { keys, brokerDefinitions });
  writeFileSync(join(to, sealedName), sealSecrets(passphrase, secrets), { mode: 0o600 });
  const [postgres = ''] = await compose('exec', '-T', 'user-db', 'cat', '/var/lib/postgresql/data/PG_VERSION').then(
    text => text.split('\n'),
  );
  await completeBackup(to, { kind: 'dumps', startedAt, postgres, services });
}

/**
 * One snapshot of each database, so that what a service has received in its own, its sender has sent in its: no message is handled from
 * the first of them to the last. Requests go on, and handling waits for as long as that takes.
 */
async function exportTogether(sessions: readonly Session[]): Promise<string[]> {
  const all = (sql: string) => Promise.all(sessions.map(({ ask }) => ask(sql)));
  await all(
    "SET lock_timeout = '20s'; BEGIN ISOLATION LEVEL REPEATABLE READ; SAVEPOINT before; LOCK TABLE inbox IN SHARE MODE",
  );
  // The first query of the transaction is what its snapshot is of.
  await all('SELECT');
  const exported = await all('ROLLBACK TO before; RELEASE before; SELECT pg_export_snapshot()');
  return exported.map(([snapshot = '']) => snapshot);
}

const dump = ({ service }: Session, snapshot: string, folder: string): Promise<string> =>
  composePiped(
    [
      ...['exec', '-T', databaseContainer(service), 'pg_dump', '--username', SUPERUSER, '--format', 'custom'],
      ...['--snapshot', snapshot, service.database],
    ],
    { to: join(folder, `${service.database}.dump`) },
  );

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  appliedMigrations,
  type Cluster,
  copyClusters,
  describeFile,
  type Manifest,
  sealedName,
  writeManifest,
} from '@ems/operations';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { isLocked } from '../processes/lock-file.ts';
import { superuserUrl } from '../servers/postgres.ts';
import { SERVICES } from '../services.ts';
import { readSettings, root, type StackConfig } from '../stack/config.ts';
import { postgresServer } from '../stack/server-settings.ts';
import { managementUrl, ownerUrl } from '../stack/urls.ts';
import { exportDefinitions } from './broker-definitions.ts';
import { collectSecrets, passphraseOf, readKeys, sealSecrets } from './secrets.ts';

/**
 * Backs up the system of `npm start` while it serves.
 * @param to a folder that is empty, or is made
 * @throws UserError where the system does not run, or there is no passphrase
 */
export async function backUp(config: StackConfig, to: string): Promise<void> {
  const settings = readSettings();
  const passphrase = passphraseOf(settings);
  if (!isLocked(config.directory))
    throw new UserError('The system does not run: start it with npm start, and back it up while it serves.');
  makeEmptyFolder(to);
  const startedAt = new Date().toISOString();
  const clusters = SERVICES.map((service): Cluster => {
    const { data, port } = postgresServer(config, service);
    return { name: service.database, adminUrl: superuserUrl(port), data };
  });
  log(`copying ${clusters.length} databases while they serve …`);
  mkdirSync(join(to, 'postgres'), { mode: 0o700 });
  const asOf = await copyClusters(clusters, join(to, 'postgres'));
  const services = await Promise.all(
    SERVICES.map(async service => ({
      name: service.name,
      database: service.database,
      migrations: await appliedMigrations(ownerUrl(config, service)),
    })),
  );
  const brokerDefinitions = await exportDefinitions(managementUrl(config));
  const secrets = collectSecrets(root, settings, { keys: readKeys(join(config.directory, 'keys')), brokerDefinitions });
  writeFileSync(join(to, sealedName), sealSecrets(passphrase, secrets), { mode: 0o600 });
  const postgres = readFileSync(join(to, 'postgres', SERVICES[0]?.database ?? '', 'PG_VERSION'), 'utf8').trim();
  await completeBackup(to, { kind: 'files', startedAt, asOf, postgres, services });
}

/** Writes the manifest, with which the backup is one. */
export async function completeBackup(
  to: string,
  said: Omit<Manifest, 'format' | 'version' | 'finishedAt' | 'files'>,
): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const files: Manifest['files'] = [];
  for (const name of listFiles(to)) files.push(await describeFile(to, name));
  writeManifest(to, { version, ...said, finishedAt: new Date().toISOString(), files });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  log(`${to} holds the backup: ${files.length} files, ${(bytes / 1e6).toFixed(0)} MB`);
}

/** @throws UserError for one that holds anything */
export function makeEmptyFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (readdirSync(path).length > 0)
    throw new UserError(`${path} is not empty: name a folder of its own for each backup.`);
}

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));

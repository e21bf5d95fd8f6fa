import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@ems/operations';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { acquireLock } from '../processes/lock-file.ts';
import { stopOrphans } from '../processes/supervisor.ts';
import { SERVICES } from '../services.ts';
import { readSettings, root, type StackConfig } from '../stack/config.ts';
import type { RestoreArguments } from './arguments.ts';
import { leaveDefinitions } from './broker-definitions.ts';
import { putInPlace, readJournal, stagingOf, writeJournal } from './half-restored.ts';
import { readBackup } from './read-backup.ts';
import { recover } from './recover.ts';
import { envText, openSecrets, passphraseOf, refuseOtherSecrets, type Secrets } from './secrets.ts';
import { stageDatabases } from './stage-databases.ts';

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

function stageSecrets(folder: string, secrets: Secrets): void {
  for (const part of ['keys', 'rabbitmq']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(secrets.keys))
    writeFileSync(join(folder, 'keys', name), Buffer.from(content, 'base64'), { mode: 0o600 });
  leaveDefinitions(join(folder, 'rabbitmq'), secrets.brokerDefinitions);
  const env = envText(secrets);
  if (env !== undefined && !existsSync(join(root, '.env'))) writeFileSync(join(root, '.env'), env, { mode: 0o600 });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  deployMigrations,
  FailedMigrationsError,
  forgetFailedMigration,
  pendingMigrations,
  UnknownMigrationsError,
} from '@ems/operations';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { tail } from '../processes/run-command.ts';
import { root } from './config.ts';

/**
 * Brings a database to the newest migration. Prisma's CLI takes seconds to start, so it runs only when a migration of the
 * service has not been applied yet.
 * @param url the owner's
 * @param isDraft its newest migration is being written: an empty one is waited for, and one that failed, and so left nothing behind,
 *   may be tried again
 * @throws UserError when the database is of another version, or a migration fails
 */
export async function migrate(service: string, url: string, isDraft = false): Promise<void> {
  const folder = join(root, service);
  const remedy = 'start over with npm start -- --fresh';
  const pending = await pendingMigrations(url, join(folder, 'prisma/migrations'), remedy).catch(error => {
    throw error instanceof UnknownMigrationsError ? new UserError(error.message) : error;
  });
  const isWritten = (name: string) => readFileSync(join(folder, 'prisma/migrations', name, 'migration.sql')).length > 0;
  if (pending.length === 0 || (isDraft && !pending.every(isWritten))) return;
  log(`${service}: applying ${pending.length === 1 ? 'one migration' : `${pending.length} migrations`}`);
  try {
    await deployMigrations(url, folder, remedy);
  } catch (error) {
    if (!(error instanceof FailedMigrationsError)) throw error;
    const failed = /^Migration name: (\S+)$/m.exec(error.output)?.[1];
    if (isDraft && failed !== undefined) await forgetFailedMigration(failed, url, folder);
    throw new UserError(`${service}: ${error.message}:\n${tail(error.output, 25)}`);
  }
}

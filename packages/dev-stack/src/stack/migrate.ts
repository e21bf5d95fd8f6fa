import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pendingMigrations, UnknownMigrationsError } from '@ems/operations';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { runCommand, tail } from '../processes/run-command.ts';
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
  const findPending = () =>
    pendingMigrations(url, join(folder, 'prisma/migrations'), remedy).catch(error => {
      throw error instanceof UnknownMigrationsError ? new UserError(error.message) : error;
    });
  const pending = await findPending();
  const isWritten = (name: string) => readFileSync(join(folder, 'prisma/migrations', name, 'migration.sql')).length > 0;
  if (pending.length === 0 || (isDraft && !pending.every(isWritten))) return;
  log(`${service}: applying ${pending.length === 1 ? 'one migration' : `${pending.length} migrations`}`);
  const prisma = join(root, 'node_modules/prisma/build/index.js');
  // In seconds, instead of five: its server answers already, but one on a busy machine may do so late.
  const patient = new URL(url);
  patient.searchParams.set('connect_timeout', '60');
  const env = { ...process.env, DATABASE_URL: patient.href, CHECKPOINT_DISABLE: '1' };
  const run = (...args: string[]) => runCommand(process.execPath, [prisma, 'migrate', ...args], { cwd: folder, env });
  const { code, output } = await run('deploy');
  // Prisma's CLI takes an engine that was killed for one that is done.
  if (code === 0 && (await findPending()).length === 0) return;
  const failed = /^Migration name: (\S+)$/m.exec(output)?.[1];
  if (isDraft && failed !== undefined) await run('resolve', '--rolled-back', failed);
  throw new UserError(`${service}: prisma migrate deploy failed:\n${tail(output, 25)}`);
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@ems/chassis/database';

/** A database of another version; its message says so in one sentence, with the way out. */
export class UnknownMigrationsError extends Error {
  override readonly name = 'UnknownMigrationsError';
}

/**
 * Compares the migrations that a database holds with those of its service.
 * @param url a login that may read Prisma's table: the owner's
 * @param folder the service's `prisma/migrations`
 * @param remedy what to do with a database of other migrations, as the second half of a sentence
 * @returns the names of those that are still to be applied, in order
 * @throws UnknownMigrationsError when the database holds migrations that the service does not have, or has with another
 *   content: `prisma migrate deploy` would apply its own on top of them
 */
export async function pendingMigrations(url: string, folder: string, remedy: string): Promise<string[]> {
  const own = readdirSync(folder)
    .filter(name => existsSync(join(folder, name, 'migration.sql')))
    .sort();
  const recorded = await recordedIn(url);
  const database = new URL(url).pathname.slice(1);
  const unknown = recorded.filter(({ name }) => !own.includes(name));
  if (unknown.length > 0)
    throw new UnknownMigrationsError(
      `The database ${database} has migrations that this version does not know (${namesOf(unknown)}): ${remedy}.`,
    );
  const changed = recorded.filter(
    ({ name, checksum }) => checksum !== sha256(readFileSync(join(folder, name, 'migration.sql'))),
  );
  if (changed.length > 0)
    throw new UnknownMigrationsError(
      `Migrations were changed after the database ${database} had got them (${namesOf(changed)}): put them back and add another, or ${remedy}.`,
    );
  const applied = new Set(recorded.filter(({ finished }) => finished).map(({ name }) => name));
  return own.filter(name => !applied.has(name));
}

/** The names of the migrations that a database holds. @param url as of {@link pendingMigrations} */
export async function appliedMigrations(url: string): Promise<string[]> {
  return (await recordedIn(url)).filter(({ finished }) => finished).map(({ name }) => name);
}

const namesOf = ([first, ...more]: readonly Recorded[]) =>
  more.length === 0 ? first?.name : `${first?.name} and ${more.length} more`;

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

interface Recorded {
  name: string;
  /** SHA-256 of the script that was applied, in hexadecimal. */
  checksum: string;
  finished: boolean;
}

/** What Prisma has noted down, without what was rolled back. */
const recordedIn = (url: string) =>
  withClient(url, async client => {
    const table = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS is_there");
    if (!table.rows[0]?.is_there) return [];
    const { rows } = await client.query<Recorded>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations
       WHERE rolled_back_at IS NULL ORDER BY started_at`,
    );
    return rows;
  });

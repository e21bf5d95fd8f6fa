import { randomUUID } from 'node:crypto';
import { KnownError } from './known-error.mjs';
import { openSession } from './session.mjs';

/**
 * Makes an empty database beside the given one, in which the engine replays the migrations.
 *
 * @param {string} url connection string of the database that is migrated
 * @returns {Promise<{ session: import('./session.mjs').Session, drop: () => Promise<void> }>} a session in the new
 *   database, and what ends it and drops the database, once however often it is called
 * @throws {KnownError} P3014, if the role may not create databases
 */
export const createShadowDatabase = async url => {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  const admin = await openSession(url);
  try {
    await admin.query(`CREATE DATABASE "${name}"`);
  } catch (cause) {
    await admin.close();
    throw new KnownError(
      'P3014',
      'Prisma Migrate could not create the shadow database. Please make sure the database user has permission to ' +
        `create databases.\n\nOriginal error:\n${/** @type {Error} */ (cause).message}`,
    );
  }
  const session = await openSession(url, name);
  /** @type {Promise<void> | undefined} */
  let dropping;
  const dropOnce = async () => {
    await session.close();
    // Our own alone: WITH (FORCE) would end a worker of autovacuum there too, and fail, since only a superuser may. A plain DROP
    // lets the server cancel that, and waits for it.
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND usename = current_user`,
    );
    await admin.query(`DROP DATABASE IF EXISTS "${name}"`);
    await admin.close();
  };
  return {
    session,
    drop: () => {
      dropping ??= dropOnce();
      return dropping;
    },
  };
};

import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { KnownError } from './known-error.mjs';
import { openSession, schemaOf } from './session.mjs';

/** @typedef {import('./session.mjs').Session} Session */

/**
 * Prisma's adapter around one session, with two changes. The engine reads `"char"` as a character and panics at a text.
 * And the adapter's own `executeScript` cuts a migration at every semicolon, also inside a function's body: here the
 * script goes to the server whole, which makes it one transaction as well.
 *
 * @param {Session} session
 * @param {string | undefined} schema
 */
const adapt = async (session, schema) => {
  const adapter = await new PrismaPg(session, schema ? { schema } : {}).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async query => {
    const result = await queryRaw(query);
    for (const column of session.charColumns) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  adapter.executeScript = async script => {
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  adapter.dispose = () => session.close();
  return adapter;
};

/**
 * What the engine gets its connections from: the database itself and, to replay migrations in, shadow databases on the
 * same server.
 */
export class AdapterFactory {
  provider = /** @type {const} */ ('postgres');
  adapterName = '@ems/schema-engine';
  /** The session whose database the engine works on. @type {Session | undefined} */
  main;
  /** @type {Set<() => Promise<void>>} */
  #cleanups = new Set();

  /** @param {string} url connection string */
  constructor(url) {
    this.url = url;
  }

  async connect() {
    this.main ??= await openSession(this.url);
    return adapt(this.main, schemaOf(this.url));
  }

  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const admin = await openSession(this.url);
    await admin.query(`CREATE DATABASE "${name}"`).catch(async error => {
      await admin.close();
      throw shadowError(error);
    });
    const cleanup = async () => {
      this.#cleanups.delete(cleanup);
      await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await admin.close();
    };
    this.#cleanups.add(cleanup);
    const shadow = await openSession(this.url, name);
    const adapter = await adapt(shadow, schemaOf(this.url));
    adapter.dispose = async () => {
      await shadow.close();
      await cleanup();
    };
    return adapter;
  }

  /** Ends every connection and drops every shadow database that the engine has not disposed of itself. */
  async close() {
    await Promise.all([...this.#cleanups].map(cleanup => cleanup()));
    await this.main?.close();
  }
}

/** @param {Error} cause */
const shadowError = cause =>
  new KnownError(
    'P3014',
    'Prisma Migrate could not create the shadow database. Please make sure the database user has permission to ' +
      `create databases.\n\nOriginal error:\n${cause.message}`,
  );

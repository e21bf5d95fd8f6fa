import { channel } from 'node:diagnostics_channel';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { ScriptError } from './script-error.mjs';
import { openSession, schemaOf } from './session.mjs';
import { createShadowDatabase } from './shadow-database.mjs';

/**
 * @typedef {import('@prisma/driver-adapter-utils').SqlDriverAdapter} SqlDriverAdapter
 * @typedef {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory} SqlMigrationAwareDriverAdapterFactory
 */
/** @typedef {import('./session.mjs').Session} Session */

/** Of a test that ends this process between a migration and the note that it is there, as those of the chassis (failpoints). */
const midMigration = channel('ems:migration.mid');

/**
 * What the engine gets its connections from: the database itself and, to replay migrations in, shadow databases on the
 * same server.
 *
 * @implements {SqlMigrationAwareDriverAdapterFactory}
 */
export class AdapterFactory {
  provider = /** @type {const} */ ('postgres');
  adapterName = '@ems/schema-engine';
  /** The last script that the database refused. @type {ScriptError | undefined} */
  scriptError;
  /** @type {Promise<Session> | undefined} */
  #session;
  /** @type {Set<ReturnType<typeof createShadowDatabase>>} */
  #shadows = new Set();
  /** @type {Promise<void> | undefined} */
  #closing;

  /** @param {string} url connection string */
  constructor(url) {
    this.url = url;
  }

  /**
   * @returns {Promise<SqlDriverAdapter>}
   * @throws {import('./known-error.mjs').KnownError} why the database cannot be reached
   */
  async connect() {
    this.#session ??= openSession(this.url);
    return this.#adapt(await this.#session);
  }

  /** @returns {Promise<SqlDriverAdapter>} */
  async connectToShadowDb() {
    const creation = createShadowDatabase(this.url);
    this.#shadows.add(creation);
    const { session, drop } = await creation;
    const adapter = await this.#adapt(session);
    adapter.dispose = async () => {
      await drop();
      this.#shadows.delete(creation);
    };
    return adapter;
  }

  /** Drops every shadow database, also one that is just being made or used, and ends the connection. */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    await Promise.allSettled([...this.#shadows].map(creation => creation.then(({ drop }) => drop())));
    const session = await this.#session?.catch(() => undefined);
    await session?.close();
  }

  /**
   * Makes Prisma's adapter around a session, with two changes. The engine reads `"char"` as a character and panics at a
   * text. And the adapter's own `executeScript` cuts a migration at every semicolon, also inside a function's body: here
   * the script goes to the server whole, which makes it one transaction as well.
   *
   * @param {Session} session
   * @returns {Promise<SqlDriverAdapter>}
   */
  async #adapt(session) {
    const schema = schemaOf(this.url);
    const adapter = await new PrismaPg(session, schema ? { schema } : {}).connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async query => {
      const result = await queryRaw(query);
      for (const column of session.charColumns) result.columnTypes[column] = ColumnTypeEnum.Character;
      return result;
    };
    adapter.executeScript = async script => {
      await session.query(script).catch(cause => {
        this.scriptError = new ScriptError(script, cause);
        throw this.scriptError;
      });
      if (midMigration.hasSubscribers) midMigration.publish(undefined);
    };
    return adapter;
  }
}

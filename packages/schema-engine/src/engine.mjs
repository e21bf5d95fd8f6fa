import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { AdapterFactory } from './adapter.mjs';
import { migrationError } from './known-error.mjs';
import { loadSchemaEngine, panicOf, trap } from './wasm.mjs';

/** @typedef {import('@prisma/schema-engine-wasm/schema_engine_bg').MigrationList} MigrationList */

/** The methods of the protocol by the module's name for them. @type {Record<string, string>} */
const METHODS = {
  applyMigrations: 'applyMigrations',
  createMigration: 'createMigration',
  dbExecute: 'dbExecute',
  debugPanic: 'debugPanic',
  devDiagnostic: 'devDiagnostic',
  diagnoseMigrationHistory: 'diagnoseMigrationHistory',
  diff: 'diff',
  ensureConnectionValidity: 'ensureConnectionValidity',
  evaluateDataLoss: 'evaluateDataLoss',
  getDatabaseVersion: 'version',
  introspect: 'introspect',
  introspectSql: 'introspectSql',
  markMigrationApplied: 'markMigrationApplied',
  markMigrationRolledBack: 'markMigrationRolledBack',
  reset: 'reset',
  schemaPush: 'schemaPush',
};

/** The WebAssembly engine on one database; it connects at the first call. */
export class Engine {
  #datamodels;
  #factory;
  #adapter;
  #hasApplied = false;
  /** @type {Promise<any> | undefined} */
  #module;

  /** @param {{ datamodels?: [path: string, content: string][] | undefined, url: string }} options */
  constructor({ datamodels, url }) {
    this.#datamodels = datamodels;
    this.#factory = new AdapterFactory(url);
    this.#adapter = bindMigrationAwareSqlAdapterFactory(this.#factory);
  }

  /**
   * Calls a method of the schema engine's protocol. One call at a time: the module is not reentrant.
   *
   * @param {string} method
   * @param {any} params
   * @returns {Promise<any>} the result as the module gives it, or undefined
   * @throws {Error & { code?: string }} with one of Prisma's codes where there is one
   */
  async call(method, params) {
    const name = METHODS[method];
    if (!name) throw new Error(`The schema engine has no method ${method}.`);
    try {
      return await Promise.race([this.#run(name, params), trap]);
    } catch (error) {
      throw this.#cause(error, method === 'applyMigrations' ? params : undefined);
    }
  }

  /** Ends every connection and drops every shadow database. */
  async close() {
    await this.#factory.close();
  }

  /**
   * @param {string} name
   * @param {any} params
   */
  async #run(name, params) {
    this.#module ??= this.#open();
    const module = await this.#module;
    // Once it has applied migrations, the module finds no shadow database but in this call, which keeps what it replays.
    if (name === 'evaluateDataLoss' && this.#hasApplied)
      await module.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
    const result = await module[name](params);
    if (name === 'applyMigrations') this.#hasApplied = result.appliedMigrationNames.length > 0;
    return result;
  }

  async #open() {
    await this.#factory.connect(); // So that its error comes with a code: inside the module it would lose it.
    const SchemaEngine = await loadSchemaEngine();
    return SchemaEngine.new({ datamodels: this.#datamodels }, () => {}, this.#adapter);
  }

  /**
   * Finds the true error behind the module's: it tells nothing of a panic, keeps no more than a number of an error that
   * JavaScript threw, and says of a refused migration less than the native engine.
   *
   * @param {unknown} error
   * @param {{ migrationsList: MigrationList } | undefined} applied the parameters, if migrations were applied
   */
  #cause(error, applied) {
    const panic = panicOf(error);
    if (panic) return panic;
    const id = /External error id#(\d+)/.exec(/** @type {Error} */ (error).message)?.[1];
    if (id) return this.#adapter.errorRegistry.consumeError(Number(id))?.error ?? error;
    const refused = this.#factory.scriptError;
    return applied && refused ? migrationError(refused, applied.migrationsList) : error;
  }
}

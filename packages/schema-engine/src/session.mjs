import pg from 'pg';
import { connectionError, KnownError } from './known-error.mjs';

const CHAR_OID = 18;
const BPCHAR_OID = 1042;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * A pg pool that is one connection and stays it. The engine counts on that: it takes an advisory lock that lasts as
 * long as its connection, while a true pool closes a connection after each SQL error and after ten idle seconds.
 */
export class Session extends pg.Pool {
  /** @type {Promise<pg.PoolClient> | undefined} */
  #client;
  /** @type {pg.PoolClient['release']} */
  #release = () => {};
  /** Which columns of the last result are of the type `"char"`. @type {number[]} */
  charColumns = [];

  /** @override @returns {Promise<any>} */
  connect() {
    this.#client ??= super.connect().then(client => {
      client.on('error', () => {}); // A connection that is lost makes the next query fail: that is soon enough.
      this.#release = client.release;
      return Object.assign(client, { release: () => {} });
    });
    return this.#client;
  }

  /** Ends the connection, also in the middle of a query. */
  async close() {
    await this.#client?.catch(() => {});
    this.#release(true);
    await this.end();
  }

  /**
   * Sends every query to the one connection. Prisma's adapter refuses `"char"`, the catalogue's one-byte type, and with
   * it every introspection: it gets these columns as bpchar, and `charColumns` tells which they were.
   *
   * @override
   * @param {any[]} args as of pg's `Pool.query`, without a callback
   * @returns {Promise<any>}
   */
  async query(...args) {
    const client = await this.connect();
    const result = await client.query(...args);
    /** @type {pg.FieldDef[]} */
    const fields = result.fields ?? [];
    this.charColumns = fields.flatMap((field, index) => (field.dataTypeID === CHAR_OID ? [index] : []));
    for (const field of fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = BPCHAR_OID;
    return result;
  }
}

/**
 * Opens a session.
 *
 * @param {string} url connection string; its `schema` becomes the search path, its `connect_timeout` counts in seconds
 * @param {string} [database] another database on the same server
 * @returns {Promise<Session>}
 * @throws {KnownError} why it cannot be opened, in Prisma's words
 */
export const openSession = async (url, database) => {
  if (!URL.canParse(url)) throw new KnownError('P1013', 'The provided database string is invalid: it is not a URL.');
  const target = new URL(url);
  if (database) target.pathname = `/${database}`;
  const timeout = target.searchParams.get('connect_timeout');
  const schema = schemaOf(url);
  const config = {
    connectionString: target.href,
    application_name: 'prisma-schema-engine',
    connectionTimeoutMillis: timeout ? Number(timeout) * 1_000 : CONNECT_TIMEOUT_MS,
    ...(schema && { options: `-c search_path="${schema}"` }),
  };
  const session = new Session({ ...config, max: 1, idleTimeoutMillis: 0 });
  try {
    await session.connect();
    return session;
  } catch (cause) {
    const { host, port, database: name = '', user = '' } = new pg.Client(config);
    throw connectionError(cause, { host, port, database: name, user });
  }
};

/**
 * @param {string} url connection string
 * @returns {string | undefined} the schema that it names
 */
export const schemaOf = url => new URL(url).searchParams.get('schema') ?? undefined;

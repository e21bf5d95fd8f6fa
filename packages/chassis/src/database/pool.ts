import { Client, type ClientConfig, DatabaseError, Pool, type PoolClient, type PoolConfig, type QueryConfig } from 'pg';

/**
 * A statement, or the opening of a connection, that the server did not answer. `pg` gives some of these no code at all; here
 * they all look as Node's own errors of sockets do, which is how Prisma's adapter knows them.
 */
class ConnectionError extends Error {
  readonly errno = -1;

  /** @param code `ECONNREFUSED` where nothing was sent, `ECONNRESET` where a statement was under way */
  constructor(
    readonly code: 'ECONNREFUSED' | 'ECONNRESET',
    readonly syscall: 'connect' | 'read',
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ConnectionError';
  }
}

const unreachable = (error: unknown) =>
  error instanceof DatabaseError ? error : new ConnectionError('ECONNREFUSED', 'connect', error);

const lost = (error: unknown) =>
  error instanceof DatabaseError ? error : new ConnectionError('ECONNRESET', 'read', error);

/** PostgreSQL answers the COMMIT of a transaction in which a statement has failed by rolling it back, and by no error. */
const rolledBack = () =>
  Object.assign(new Error('the transaction was rolled back, as one of its statements had failed'), {
    code: '25P02',
    severity: 'ERROR',
  });

const isCommit = (statement: unknown) =>
  statement === 'COMMIT' || (statement as { text?: unknown } | null)?.text === 'COMMIT';

class PooledClient extends Client {
  /** The server may have ended the session before the socket is closed. */
  #isLost = false;

  constructor(config?: string | ClientConfig) {
    super(config);
    const query = (...args: unknown[]) => (super.query as (...args: unknown[]) => unknown).apply(this, args);
    // A statement may also fail for itself, as by values that cannot be sent.
    const classified = (error: unknown) => (this.#isLost || this.connection.stream.destroyed ? lost(error) : error);
    const classify = (...args: unknown[]) => {
      const callback = args.at(-1);
      if (typeof callback === 'function')
        return query(...args.slice(0, -1), (error: unknown, result: unknown) =>
          callback(error ? classified(error) : error, result),
        );
      const result = query(...args);
      if (!(result instanceof Promise)) return result;
      return result.then(
        done => {
          if (isCommit(args[0]) && done.command === 'ROLLBACK') throw rolledBack();
          return done;
        },
        error => {
          throw classified(error);
        },
      );
    };
    this.query = classify as Client['query'];
  }

  /** An event `error` is that of the connection; the pool hands it to whoever waits for a statement. */
  override emit(event: string, ...args: unknown[]): boolean {
    if (event === 'error') this.#isLost = true;
    return super.emit(event, ...(event === 'error' ? args.map(lost) : args));
  }
}

type OnConnect = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (destroy?: boolean) => void,
) => void;

/** Statements that are prepared on the connection do not fit the schema of now, or are not there: another connection prepares them anew. */
const stalePrepared = new Set(['0A000', '26000']);

/** The server has refused the statement, and nothing else has changed for the connection. */
const isRefusal = (error: unknown) =>
  error instanceof DatabaseError && error.severity === 'ERROR' && !stalePrepared.has(error.code ?? '');

class ClassifyingPool extends Pool {
  constructor(config: PoolConfig) {
    super(config);
    this.query = this.#queryOnce.bind(this) as Pool['query'];
  }

  /**
   * As `Pool.query`, which throws away the connection with each statement that is refused: where many are, as in a database that is
   * read-only, all others would wait for new connections.
   */
  async #queryOnce(statement: QueryConfig, values?: unknown[]): Promise<unknown> {
    const client = await this.connect();
    // A connection that breaks fails the statement; without a listener it would end the process.
    const ignore = () => undefined;
    client.on('error', ignore);
    let broken: Error | undefined;
    try {
      return await client.query(statement, values);
    } catch (error) {
      if (!isRefusal(error)) broken = error as Error;
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  override connect(): Promise<PoolClient>;
  override connect(onConnect: OnConnect): void;
  override connect(onConnect?: OnConnect): Promise<PoolClient> | undefined {
    if (!onConnect)
      return super.connect().catch(error => {
        throw unreachable(error);
      });
    super.connect((error, client, release) => onConnect(error && unreachable(error), client, release));
    return undefined;
  }
}

/** How long a connection is waited for: 2 s, unless the URL says otherwise by `connect_timeout`, in seconds as for libpq. */
export const connectTimeoutMs = (url: string): number =>
  1_000 * Number(new URL(url).searchParams.get('connect_timeout') ?? 2);

const options = (connectionString: string, name: string, max: number): PoolConfig & { pipeline: boolean } => ({
  connectionString,
  application_name: name,
  max,
  connectionTimeoutMillis: connectTimeoutMs(connectionString),
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  statement_timeout: 5_000,
  lock_timeout: 3_000,
  idle_in_transaction_session_timeout: 15_000,
  // Prisma asks for the relations of an `include` all at once, in a transaction on one connection, which pg allows in a
  // pipeline only.
  pipeline: true,
});

/**
 * A bounded pool that answers fast when it is exhausted, whose statements end, and whose errors tell by their class whether
 * the server gave them ({@link DatabaseError}) or its connection was lost ({@link ConnectionError}). The URL may set other times by
 * `connect_timeout`, `statement_timeout` and `lock_timeout`.
 * @param name shown in pg_stat_activity
 */
export function createPool(connectionString: string, name: string, max = 10): Pool {
  const pool = new ClassifyingPool({ ...options(connectionString, name, max), Client: PooledClient } as PoolConfig);
  // What breaks an idle connection fails the statements that come next.
  pool.on('error', () => undefined);
  return pool;
}

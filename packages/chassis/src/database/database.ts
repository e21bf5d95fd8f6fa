import type { Pool } from 'pg';
import { outcomeUnknown } from '../errors';
import { noteCommit } from '../log';
import { inTransaction } from './in-transaction';
import { isRetryable, isRolledBack, toUnavailable } from './pg-errors';
import { connectTimeoutMs, createPool } from './pool';
import type { Sql, SqlTransaction } from './sql';
import { sqlOver } from './sql-over';

/** The part of a Prisma client that the chassis uses. */
export interface ClientLike<Tx> extends Sql {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>;
  $connect(): Promise<void>;
  $disconnect(): Promise<void>;
}

/**
 * One service's database. Prisma's client is for all that is not hot; what is hot is SQL by hand, through the same pool, as
 * statements that are prepared once a connection.
 */
export interface Database<Client, Tx> {
  client: Client;
  /** Statements by hand, each a transaction of its own: one round trip. */
  sql: Sql;
  /**
   * Runs `work` in one transaction, again (at most twice more) after a deadlock or serialization failure.
   * @throws DomainError `unavailable` where nothing was changed, `outcome-unknown` where the commit may have happened
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * {@link transact}, of statements by hand.
   * @param complete stores what depends on the result, in the same transaction
   */
  transactSql<T>(
    work: (sql: SqlTransaction) => Promise<T>,
    complete?: (sql: Sql, result: T) => Promise<void>,
  ): Promise<T>;
  /** How long a connection is waited for, in ms. */
  connectTimeoutMs: number;
  /** {@link transactSql}, on a few connections of its own: for what no storm of requests may hold up, nor hold up requests. */
  transactSqlApart<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Called after each commit; wakes the relay. */
  onCommit(listener: () => void): void;
  /** @throws when the database is away, refuses the login, or lacks the chassis' tables */
  ping(): Promise<void>;
  /** Its connections, by what they are for. */
  pools: Readonly<Record<'requests' | 'messages', Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount' | 'options'>>>;
  close(): Promise<void>;
}

const attempts = 3;

/** So many batches of messages are handled side by side. */
const connectionsApart = 4;

/** @param client a Prisma client whose adapter is of the pool, made by {@link createPool} of the same URL; closing it ends the pool */
export function createDatabase<Tx extends Sql, Client extends ClientLike<Tx>>(
  client: Client,
  pool: Pool,
  url: string,
): Database<Client, Tx> {
  const waitMs = connectTimeoutMs(url);
  const timeouts = { maxWait: waitMs, timeout: 10_000 };
  const listeners: (() => void)[] = [];
  const committed = () => {
    noteCommit();
    for (const listener of listeners) listener();
  };
  /** @param begin does a transaction, and tells whether its COMMIT is under way */
  const retry = async <T>(begin: (onCommit: (isUnderWay: boolean) => void) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      let isCommitting = false;
      try {
        const result = await begin(isUnderWay => {
          isCommitting = isUnderWay;
        });
        committed();
        return result;
      } catch (error) {
        if (isCommitting && !isRolledBack(error)) {
          committed();
          throw outcomeUnknown(error);
        }
        if (attempt >= attempts || !isRetryable(error)) throw toUnavailable(error);
      }
    }
  };
  const poolApart = createPool(url, `${pool.options.application_name} apart`, connectionsApart);
  return {
    client,
    sql: sqlOver(pool),
    transact: work =>
      retry(onCommit =>
        client.$transaction(async tx => {
          const done = await work(tx);
          onCommit(true);
          return done;
        }, timeouts),
      ),
    transactSql: (work, complete) => retry(onCommit => inTransaction(pool, work, { complete, onCommit })),
    transactSqlApart: work => retry(onCommit => inTransaction(poolApart, work, { onCommit })),
    connectTimeoutMs: waitMs,
    onCommit: listener => void listeners.push(listener),
    async ping() {
      await client.$queryRaw`SELECT 1 FROM outbox LIMIT 0`;
    },
    pools: { requests: pool, messages: poolApart },
    async close() {
      await Promise.all([client.$disconnect(), poolApart.end()]);
    },
  };
}

import type { Pool } from 'pg';
import { outcomeUnknown } from '../errors';
import { noteCommit } from '../log';
import { inTransaction } from './in-transaction';
import { isRetryable, isRolledBack, toUnavailable } from './pg-errors';
import { connectTimeoutMs } from './pool';
import type { Sql } from './sql';
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
  /** {@link transact}, of statements by hand. */
  transactSql<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Called after each commit; wakes the relay. */
  onCommit(listener: () => void): void;
  /** @throws when the database is away, refuses the login, or lacks the chassis' tables */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const attempts = 3;

/** @param client a Prisma client whose adapter is of the pool, made by {@link createPool} of the same URL; closing it ends the pool */
export function createDatabase<Tx extends Sql, Client extends ClientLike<Tx>>(
  client: Client,
  pool: Pool,
  url: string,
): Database<Client, Tx> {
  const timeouts = { maxWait: connectTimeoutMs(url), timeout: 10_000 };
  const listeners: (() => void)[] = [];
  const committed = () => {
    noteCommit();
    for (const listener of listeners) listener();
  };
  /** @param begin opens a transaction, does the work in it, and commits */
  const retry = async <Through, T>(
    begin: (work: (through: Through) => Promise<T>) => Promise<T>,
    work: (through: Through) => Promise<T>,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      let isCommitting = false;
      try {
        const result = await begin(async through => {
          const done = await work(through);
          isCommitting = true;
          return done;
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
  return {
    client,
    sql: sqlOver(pool),
    transact: work => retry(begun => client.$transaction(begun, timeouts), work),
    transactSql: work => retry(begun => inTransaction(pool, begun), work),
    onCommit: listener => void listeners.push(listener),
    async ping() {
      await client.$queryRaw`SELECT 1 FROM outbox LIMIT 0`;
    },
    close: () => client.$disconnect(),
  };
}

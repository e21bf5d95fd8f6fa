import { isRetryable, translateAbsence } from './pg-errors';

/** Raw SQL by tagged template, as a Prisma client or transaction offers it; all values travel as parameters. */
export interface Sql {
  $queryRaw<T = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<T>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** The part of a Prisma client that the chassis uses. */
export interface ClientLike<Tx> extends Sql {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>;
  $connect(): Promise<void>;
  $disconnect(): Promise<void>;
}

/** One service's database: the client for reads, and the one way to write. */
export interface Database<Client, Tx> {
  read: Client;
  /** Runs `work` in one transaction, again (at most twice more) after a deadlock or serialization failure. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Called after each commit; wakes the relay. */
  onCommit(listener: () => void): void;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const attempts = 3;
const timeouts = { maxWait: 2_000, timeout: 10_000 };

/** @param client a Prisma client whose adapter was made with {@link poolOptions} */
export function createDatabase<Tx extends Sql, Client extends ClientLike<Tx>>(client: Client): Database<Client, Tx> {
  const listeners: (() => void)[] = [];
  return {
    read: client,
    async transact(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          const result = await client.$transaction(work, timeouts);
          for (const listener of listeners) listener();
          return result;
        } catch (error) {
          if (attempt >= attempts || !isRetryable(error)) throw translateAbsence(error);
        }
      }
    },
    onCommit: listener => void listeners.push(listener),
    async ping() {
      await client.$queryRaw`SELECT 1`;
    },
    close: () => client.$disconnect(),
  };
}

/**
 * Options for `new PrismaPg(…)`: a bounded pool that answers fast when it is exhausted, and statements that end.
 * @param name shown in pg_stat_activity
 */
export const poolOptions = (connectionString: string, name: string, max = 10) => ({
  connectionString,
  application_name: name,
  max,
  connectionTimeoutMillis: 2_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  statement_timeout: 5_000,
  lock_timeout: 3_000,
  idle_in_transaction_session_timeout: 15_000,
});

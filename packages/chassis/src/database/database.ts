import { outcomeUnknown } from '../errors';
import { noteCommit } from '../log';
import { isRetryable, isRolledBack, toUnavailable } from './pg-errors';
import { connectTimeoutMs } from './pool';

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
  client: Client;
  /**
   * Runs `work` in one transaction, again (at most twice more) after a deadlock or serialization failure.
   * @throws DomainError `unavailable` where nothing was changed, `outcome-unknown` where the commit may have happened
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Called after each commit; wakes the relay. */
  onCommit(listener: () => void): void;
  /** @throws when the database is away, refuses the login, or lacks the chassis' tables */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const attempts = 3;

/** @param client a Prisma client whose adapter is of a pool by {@link createPool}, of the same URL */
export function createDatabase<Tx extends Sql, Client extends ClientLike<Tx>>(
  client: Client,
  url: string,
): Database<Client, Tx> {
  const timeouts = { maxWait: connectTimeoutMs(url), timeout: 10_000 };
  const listeners: (() => void)[] = [];
  const committed = () => {
    noteCommit();
    for (const listener of listeners) listener();
  };
  return {
    client,
    async transact(work) {
      for (let attempt = 1; ; attempt++) {
        let isCommitting = false;
        const workAndCommit = async (tx: Tx) => {
          const result = await work(tx);
          isCommitting = true;
          return result;
        };
        try {
          const result = await client.$transaction(workAndCommit, timeouts);
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
    },
    onCommit: listener => void listeners.push(listener),
    async ping() {
      await client.$queryRaw`SELECT 1 FROM outbox LIMIT 0`;
    },
    close: () => client.$disconnect(),
  };
}

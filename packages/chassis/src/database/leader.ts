import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../log';

export interface Leader {
  start(): void;
  /** There may be something to do: look now, not at the next poll. */
  wake(): void;
  /** True while this process is the one that does the work for its database. */
  leads(): boolean;
  stop(): Promise<void>;
}

export interface LeaderParts {
  /** Shown in pg_stat_activity and in the log. */
  name: string;
  databaseUrl: string;
  /** Key of the advisory lock; of one database, so the same key may serve the same work in others. */
  lock: number;
  logger: Logger;
  /**
   * One round of the work, through the connection that holds the lock: a lost connection is lost leadership.
   * @returns true when there may be more to do at once
   */
  round(client: Client): Promise<boolean>;
}

const pollMs = 1_000;

/**
 * Work that one process per database does while the others stand by: who leads is decided by a session-level advisory
 * lock, which ends with its connection. It is woken by {@link Leader.wake} and polls each second as the truth.
 */
export function createLeader({ name, databaseUrl, lock, logger, round }: LeaderParts): Leader {
  let stopped = false;
  let leading = false;
  let running: Promise<void> | undefined;
  let nudge = new AbortController();

  const pause = (ms: number) => delay(ms, undefined, { signal: nudge.signal }).catch(() => undefined);

  async function lead(client: Client): Promise<void> {
    const { rows } = await client.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1) AS won', [lock]);
    if (!rows[0]?.won) {
      nudge = new AbortController();
      return void (stopped || (await pause(2 * pollMs)));
    }
    leading = true;
    while (!stopped) {
      nudge = new AbortController();
      const more = await round(client);
      if (!more && !stopped) await pause(pollMs);
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      const client = new Client({
        connectionString: databaseUrl,
        application_name: name,
        keepAlive: true,
        keepAliveInitialDelayMillis: 10_000,
        statement_timeout: 10_000,
        connectionTimeoutMillis: 5_000,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        failures = 0;
        while (!stopped) await lead(client);
      } catch (error) {
        if (!stopped && failures++ === 0) logger.warn({ err: error }, `the ${name} lost its database; trying on`);
        nudge = new AbortController();
        if (!stopped) await pause(pollMs);
      } finally {
        leading = false;
        await client.end().catch(() => undefined);
      }
    }
  }

  return {
    start: () => {
      running = run();
    },
    wake: () => nudge.abort(),
    leads: () => leading,
    async stop() {
      stopped = true;
      nudge.abort();
      await running;
    },
  };
}

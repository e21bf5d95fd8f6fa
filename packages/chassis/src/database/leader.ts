import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../log';
import { leading } from '../metrics/instruments';
import { missingSetup } from './pg-errors';

export interface Leader {
  start(): void;
  /** There may be something to do: look now, not at the next poll. */
  wake(): void;
  /** True while this process is the one that does the work for its database. */
  leads(): boolean;
  stop(): Promise<void>;
}

export interface LeaderOptions {
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
  /**
   * A round that is woken begins no sooner than this after the one before, and later where that one took long: what comes meanwhile is done
   * with it. None by default.
   */
  gatherMs?: number;
  /** Waits for what rounds have left under way, before the connection is closed. */
  finish?(): Promise<void>;
  /** Asks something through that connection each second, also while a round waits for something else. */
  heartbeat?(client: Client): Promise<unknown>;
}

const pollMs = 1_000;

/** Rounds take half of the time at most, so that each does more where time is short. */
const gatherShare = 2;
const longestGatherMs = 50;

const ask = (client: Client): Promise<unknown> => client.query('SELECT');

/**
 * Ends the session of a leader that is frozen, and its lock with it: one that runs asks something each second. What is asked
 * may take long, but its answer is taken at once. The clock is the database's.
 */
const deposeFrozen = `
  SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
  WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid::bigint << 32 | objid::bigint = $1 AND objsubid = 1 AND (state <> 'active' OR wait_event = 'ClientWrite')
    AND greatest(query_start, state_change) < clock_timestamp() - interval '6 seconds'`;

/**
 * Work that one process per database does while the others are on standby: who leads is decided by a session-level advisory
 * lock, which ends with its connection. The session is its lease: another instance leads within 10 s of a freeze, and what
 * the former leader writes afterwards fails. It is woken by {@link Leader.wake} and polls each second as the truth.
 */
export function createLeader({
  name,
  databaseUrl,
  lock,
  logger,
  round,
  gatherMs = 0,
  finish,
  heartbeat = ask,
}: LeaderOptions): Leader {
  let stopped = false;
  let isLeading = false;
  const setLeading = (value: boolean) => {
    isLeading = value;
    leading.set({ work: name }, Number(value));
  };
  let running: Promise<void> | undefined;
  const alarm = createAlarm();

  async function lead(client: Client): Promise<void> {
    const { rows } = await client.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1) AS won', [lock]);
    if (!rows[0]?.won) {
      const { rowCount } = await client.query(deposeFrozen, [lock]);
      if (rowCount) logger.warn(`${name}: the leader does not answer, taking its place`);
      alarm.set();
      return void (stopped || (await alarm.sleep(pollMs)));
    }
    setLeading(true);
    const beats = setInterval(() => heartbeat(client).catch(() => undefined), pollMs);
    try {
      while (!stopped) {
        alarm.set();
        const begun = performance.now();
        const more = await round(client);
        if (more || stopped) continue;
        const gather =
          gatherMs && Math.max(gatherMs, Math.min(gatherShare * (performance.now() - begun), longestGatherMs));
        await alarm.sleep(pollMs);
        const early = begun + gather - performance.now();
        if (early > 0 && !stopped) await delay(early);
      }
      await finish?.();
    } finally {
      clearInterval(beats);
    }
  }

  async function run(): Promise<void> {
    for (let logged = ''; !stopped; ) {
      const client = new Client({
        connectionString: databaseUrl,
        application_name: name,
        keepAlive: true,
        keepAliveInitialDelayMillis: 10_000,
        statement_timeout: 10_000,
        connectionTimeoutMillis: 5_000,
        // What a round asks while the heartbeat waits for its answer, and what it asks at once, is sent at once.
        pipeline: true,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        while (!stopped) {
          await lead(client);
          logged = '';
        }
      } catch (error) {
        const missing = missingSetup(error);
        const message = missing ? `database is not set up: ${missing}` : 'database connection lost, retrying';
        if (!stopped && message !== logged) logger.warn({ err: error }, `${name}: ${message}`);
        logged = message;
        alarm.set();
        if (!stopped) await alarm.sleep(pollMs);
      } finally {
        setLeading(false);
        await client.end().catch(() => undefined);
      }
    }
  }

  return {
    start: () => {
      setLeading(false);
      running = run();
    },
    wake: alarm.ring,
    leads: () => isLeading,
    async stop() {
      stopped = true;
      alarm.ring();
      await running;
    },
  };
}

/** A sleep that the alarm ends, also where it rang since the alarm was set. */
function createAlarm() {
  let hasRung = false;
  let wakeUp: (() => void) | undefined;
  return {
    /** What rang before does not count. */
    set() {
      hasRung = false;
    },
    ring() {
      hasRung = true;
      wakeUp?.();
    },
    async sleep(ms: number): Promise<void> {
      if (hasRung) return;
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, ms);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wakeUp = undefined;
    },
  };
}

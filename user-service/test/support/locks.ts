import { withClient } from '@ems/chassis/database';
import { eventually, type TestDatabase } from '@ems/testing';
import type { Client } from 'pg';

/** A connection beside the service on which a transaction has begun; it ends with the work, at the latest. */
export const inTransaction = <T>({ url }: TestDatabase, work: (client: Client) => Promise<T>): Promise<T> =>
  withClient(url, async client => {
    await client.query('BEGIN');
    return work(client);
  });

/** Until so many connections wait for a lock in a statement that has these words in it. */
export const waitForLockWaiters = (database: TestDatabase, count: number, words = 'FOR UPDATE') =>
  eventually(async () => {
    const waiting = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND position($1 IN query) > 0`,
      [words],
    );
    return waiting.length === count;
  });

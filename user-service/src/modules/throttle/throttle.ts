import { createHash } from 'node:crypto';
import type { Sql } from '@ems/chassis/database';
import { DomainError } from '@ems/chassis/errors';

/** `burst` at once, then one every `everySeconds`. */
export interface Rate {
  burst: number;
  everySeconds: number;
}

/** Counts in the database, so that limits hold over restarts and for all instances together. */
export interface Throttle {
  /** @throws DomainError 429 when `what` had its share */
  take(name: string, what: string, rate: Rate): Promise<void>;
  /**
   * Counts a try as a failure until {@link succeed} says otherwise. From the one numbered `free` on each locks for twice as
   * long as the one before, from four seconds to a quarter of an hour; after a quiet hour all is forgotten.
   * @throws DomainError 429 while locked
   */
  attempt(name: string, what: string, free: number): Promise<void>;
  /** Takes back one try. */
  succeed(name: string, what: string): Promise<void>;
  /** Forgets all that was counted. */
  clear(name: string, what: string): Promise<void>;
}

/** No address, of a person or of a machine, is stored as it is. */
const keyOf = (name: string, what: string) => createHash('sha256').update(`${name} ${what}`).digest('base64url');

const tooMany = (seconds: number) =>
  new DomainError('too-many-requests', 'too-many-requests', 'Too many tries; wait a while.', {
    retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
  });

export function createThrottle(sql: Sql, mode: 'on' | 'off'): Throttle {
  if (mode === 'off') return { take: nothing, attempt: nothing, succeed: nothing, clear: nothing };
  const secondsUntil = async (key: string, lessSeconds: number) => {
    const rows = await sql.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM until - now())::float8 - ${lessSeconds}::float8 AS seconds FROM throttles WHERE key = ${key}`;
    return rows[0]?.seconds ?? 1;
  };
  return {
    // The generic cell rate algorithm: `until` is when the bucket would be empty again.
    async take(name, what, { burst, everySeconds }) {
      const key = keyOf(name, what);
      const taken = await sql.$executeRaw`
        INSERT INTO throttles AS t (key, until, expires_at)
        VALUES (${key}, now() + ${everySeconds}::float8 * interval '1 second',
                now() + ${burst * everySeconds}::float8 * interval '1 second')
        ON CONFLICT (key) DO UPDATE SET
          until = greatest(t.until, now()) + ${everySeconds}::float8 * interval '1 second',
          expires_at = excluded.expires_at
        WHERE greatest(t.until, now()) <= now() + ${(burst - 1) * everySeconds}::float8 * interval '1 second'`;
      if (taken === 0) throw tooMany(await secondsUntil(key, (burst - 1) * everySeconds));
    },
    async attempt(name, what, free) {
      const key = keyOf(name, what);
      const counted = await sql.$executeRaw`
        INSERT INTO throttles AS t (key, failures, until, expires_at)
        VALUES (${key}, 1, now(), now() + interval '2 hours')
        ON CONFLICT (key) DO UPDATE SET
          failures = CASE WHEN t.until < now() - interval '1 hour' THEN 1 ELSE t.failures + 1 END,
          until = CASE WHEN t.until < now() - interval '1 hour' OR t.failures + 1 < ${free} THEN now()
                  ELSE now() + least(4 * power(2, t.failures + 1 - ${free}), 900) * interval '1 second' END,
          expires_at = excluded.expires_at
        WHERE t.until <= now()`;
      if (counted === 0) throw tooMany(await secondsUntil(key, 0));
    },
    async succeed(name, what) {
      await sql.$executeRaw`
        UPDATE throttles SET failures = greatest(failures - 1, 0) WHERE key = ${keyOf(name, what)}`;
    },
    async clear(name, what) {
      await sql.$executeRaw`DELETE FROM throttles WHERE key = ${keyOf(name, what)}`;
    },
  };
}

const nothing = async () => undefined;

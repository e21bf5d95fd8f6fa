import type { EmailDigest } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { tooManyRequests } from '@ems/chassis/errors';
import { noteRateLimit } from '@ems/chassis/http';
import { countThrottled } from '@ems/chassis/metrics';

/** `burst` at once, then one every `everySeconds`. */
interface Rate {
  burst: number;
  everySeconds: number;
  /** Others use it up too, whose requests are nobody's business: what is left is shown to nobody, as long as there is any. */
  isShared?: boolean;
}

/** Rate limits counted in the database, so that they hold across restarts and instances. */
export interface Throttle {
  /** Has the reply tell what is left. @throws DomainError 429 when `what` has used up its rate */
  take(name: string, what: string, rate: Rate): Promise<void>;
  /**
   * Counts a try as a failure until {@link refund} takes it back. From the one numbered `free` on each locks for twice as
   * long as the one before, from four seconds to a quarter of an hour; after an hour without failures the count starts anew.
   * @throws DomainError 429 while locked
   */
  attempt(name: string, what: string, free: number): Promise<void>;
  /** Takes back one failure. */
  refund(name: string, what: string): Promise<void>;
  /** Resets the count. */
  clear(name: string, what: string): Promise<void>;
}

const wholeSeconds = (seconds: number) => Math.max(1, Math.ceil(seconds));

function tooMany(name: string, seconds: number) {
  countThrottled(name);
  return tooManyRequests('Too many attempts; wait a while.', wholeSeconds(seconds));
}

/** @param digest keyed: no address, of a person or of a machine, is stored in clear, or as what could be guessed from it */
export function createThrottle(sql: Sql, mode: 'on' | 'off', digest: EmailDigest): Throttle {
  if (mode === 'off') return { take: nothing, attempt: nothing, refund: nothing, clear: nothing };
  const keyOf = (name: string, what: string) => digest(`${name} ${what}`);
  const secondsUntil = async (key: string, lessSeconds: number) => {
    const rows = await sql.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM until - now())::float8 - ${lessSeconds}::float8 AS seconds FROM throttles WHERE key = ${key}`;
    return rows[0]?.seconds ?? 1;
  };
  return {
    // The generic cell rate algorithm (GCRA): `until` is when the bucket would be empty again.
    async take(name, what, { burst, everySeconds, isShared = false }) {
      const key = keyOf(name, what);
      const note = (remaining: number, resetSeconds: number) =>
        noteRateLimit({ policy: name, quota: burst, windowSeconds: burst * everySeconds, remaining, resetSeconds });
      const [taken] = await sql.$queryRaw<{ used: number }[]>`
        INSERT INTO throttles AS t (key, until, expires_at)
        VALUES (${key}, now() + ${everySeconds}::float8 * interval '1 second',
                now() + ${burst * everySeconds}::float8 * interval '1 second')
        ON CONFLICT (key) DO UPDATE SET
          until = greatest(t.until, now()) + ${everySeconds}::float8 * interval '1 second',
          expires_at = excluded.expires_at
        WHERE greatest(t.until, now()) <= now() + ${(burst - 1) * everySeconds}::float8 * interval '1 second'
        RETURNING extract(epoch FROM t.until - now())::float8 / ${everySeconds}::float8 AS used`;
      if (!taken) {
        const seconds = wholeSeconds(await secondsUntil(key, (burst - 1) * everySeconds));
        note(0, seconds);
        throw tooMany(name, seconds);
      }
      const used = Math.ceil(taken.used);
      if (!isShared) note(burst - used, wholeSeconds((taken.used - used + 1) * everySeconds));
    },
    async attempt(name, what, free) {
      const key = keyOf(name, what);
      // Not now(): of two concurrent attempts, the second began before the first, which it waits for, wrote its `until`.
      const counted = await sql.$executeRaw`
        INSERT INTO throttles AS t (key, failures, until, expires_at)
        VALUES (${key}, 1, now(), now() + interval '2 hours')
        ON CONFLICT (key) DO UPDATE SET
          failures = CASE WHEN t.until < now() - interval '1 hour' THEN 1 ELSE t.failures + 1 END,
          until = CASE WHEN t.until < now() - interval '1 hour' OR t.failures + 1 < ${free} THEN now()
                  ELSE now() + least(4 * power(2, t.failures + 1 - ${free}), 900) * interval '1 second' END,
          expires_at = excluded.expires_at
        WHERE t.until <= clock_timestamp()`;
      if (counted === 0) throw tooMany(name, await secondsUntil(key, 0));
    },
    async refund(name, what) {
      await sql.$executeRaw`
        UPDATE throttles SET failures = greatest(failures - 1, 0) WHERE key = ${keyOf(name, what)}`;
    },
    async clear(name, what) {
      await sql.$executeRaw`DELETE FROM throttles WHERE key = ${keyOf(name, what)}`;
    },
  };
}

const nothing = async () => undefined;

import type { DegradedPart } from '../../shared/degraded';
import { partsBehind } from './heartbeats';
import { type LoadDependencies, loadAndSaveSchedule } from './load-schedule';
import { currentRevision } from './revision';
import type { ScheduleData, ScheduleOwner } from './schedule-data';

/** The schedules of all events, cached in memory. */
export interface ScheduleCache {
  /**
   * The cached schedule, or one that is loaded now, and saved as a snapshot.
   * @throws DomainError 503 like {@link loadAndSaveSchedule}
   */
  load(event: ScheduleOwner): Promise<ScheduleData>;
}

/** How long a degraded schedule is cached before its services are called again. */
const degradedMs = 1_000;
const maxEntries = 200;

interface CacheEntry {
  revision: bigint;
  status: string;
  /** Parts whose changes may be unknown, when it was loaded. */
  behind: string;
  expiresAt: number;
  schedule: Promise<ScheduleData>;
}

/**
 * Caches schedules for as long as their revision is current. The revision is in the database, so whichever instance consumes
 * a message, all of them see it with their next request. Concurrent requests share one load. While messages do not come, a
 * schedule is loaded each second, and is marked: nobody knows what has changed since.
 * @param maxAgeMs at most so long, in case messages do not come; 0 where there is no broker to bring them
 */
export function createScheduleCache(dependencies: LoadDependencies, maxAgeMs: number): ScheduleCache {
  const entries = new Map<string, CacheEntry>();

  function load(event: ScheduleOwner, revision: bigint, behind: readonly DegradedPart['part'][]): CacheEntry {
    const asOf = new Date().toISOString();
    const entry: CacheEntry = {
      revision,
      status: event.status,
      behind: behind.join(),
      expiresAt: Date.now() + maxAgeMs,
      schedule: loadAndSaveSchedule(event, revision, dependencies).then(schedule => markBehind(schedule, behind, asOf)),
    };
    const evict = () => {
      if (entries.get(event.id) === entry) entries.delete(event.id);
    };
    entry.schedule.then(({ degraded }) => {
      if (degraded.length > 0) entry.expiresAt = Math.min(entry.expiresAt, Date.now() + degradedMs);
    }, evict);
    entries.delete(event.id);
    entries.set(event.id, entry);
    const oldest = entries.keys().next().value;
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    return entry;
  }

  return {
    async load(event) {
      const { client } = dependencies.database;
      const [revision, behind] = await Promise.all([
        currentRevision(client, event.id),
        // Without messages nothing is cached that could be old.
        maxAgeMs === 0 ? [] : partsBehind(client),
      ]);
      const entry = entries.get(event.id);
      const isFresh =
        entry?.revision === revision &&
        entry.status === event.status &&
        entry.behind === behind.join() &&
        Date.now() < entry.expiresAt;
      return (entry && isFresh ? entry : load(event, revision, behind)).schedule;
    },
  };
}

/** A part that is unavailable says so already. */
function markBehind(schedule: ScheduleData, behind: readonly DegradedPart['part'][], asOf: string): ScheduleData {
  const named = new Set(schedule.degraded.map(({ part }) => part));
  const marks = behind.filter(part => !named.has(part)).map(part => ({ part, reason: 'behind' as const, asOf }));
  return marks.length === 0 ? schedule : { ...schedule, degraded: [...schedule.degraded, ...marks] };
}

const memos = new WeakMap<ScheduleData, Map<string, unknown>>();

/**
 * Computes a value from a cached schedule once; it is dropped with the schedule. A failure is not memoized.
 * @param key names all that the value depends on besides the schedule
 */
export function memoize<T>(schedule: ScheduleData, key: string, compute: () => T): T {
  const values = memos.get(schedule) ?? new Map<string, unknown>();
  memos.set(schedule, values);
  if (!values.has(key)) {
    const value = compute();
    values.set(key, value);
    if (value instanceof Promise) value.catch(() => values.delete(key));
  }
  // The key says what was computed under it.
  return values.get(key) as T;
}

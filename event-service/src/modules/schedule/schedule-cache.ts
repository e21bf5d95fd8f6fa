import { createBoundedCache, type Instant, instant, since } from '@ems/chassis/cache';
import { inTime, withoutDeadline } from '@ems/chassis/concurrency';
import { unavailable } from '@ems/chassis/errors';
import { countCacheRead } from '@ems/chassis/metrics';
import type { DegradedPart } from '../../shared/degraded';
import { type LoadDependencies, lastKnownSchedule, loadAndSaveSchedule } from './load-schedule';
import type { ScheduleData } from './schedule-data';
import type { ScheduleState } from './schedule-state';

/** The schedules of all events, cached in memory. */
export interface ScheduleCache {
  /**
   * The cached schedule, or one that is loaded now, and saved as a snapshot. Where that takes longer than the request has, the
   * snapshot of before is given, marked as degraded; the load goes on, so that whoever asks next finds it.
   * @param state found before the call
   * @throws DomainError 503 like {@link loadAndSaveSchedule}, or where there is no snapshot yet
   */
  load(state: ScheduleState): Promise<ScheduleData>;
  /** Until when the event's schedule is cached, in ms since the epoch, if nothing changes. */
  expiresAt(eventId: string): number;
}

/** How long a degraded schedule is cached before its services are called again. */
const degradedMs = 1_000;
/** Of a request's time, what is left for reading a snapshot and for writing the reply, and for that alone. */
const [reserveMs, answerMs] = [700, 100];
/** Slots of all cached schedules, at about 5 kB each with what they show; each schedule counts for some more. */
const maxSlots = 10_000;
const slotsAround = 20;

interface CacheEntry {
  revision: bigint;
  status: string;
  scheduleVisible: ScheduleState['scheduleVisible'];
  /** Parts whose changes may be unknown, when it was loaded. */
  behind: string;
  /** By both clocks: one that is set back would keep what is degraded for as long. */
  loadedAt: Instant;
  maxAgeMs: number;
  schedule: Promise<ScheduleData>;
  /** What is given while the load is late, for {@link degradedMs}. */
  lastKnown?: { until: number; schedule: Promise<ScheduleData | undefined> };
}

/**
 * Caches schedules for as long as their revision is current. The revision is in the database, so whichever instance consumes
 * a message, all of them see it with their next request. Concurrent requests share one load, which ends for none of them. While messages do not come, a
 * schedule is loaded each second, and is marked: nobody knows what has changed since.
 * @param maxAgeMs at most so long, in case messages do not come; 0 where there is no broker to bring them
 */
export function createScheduleCache(dependencies: LoadDependencies, maxAgeMs: number): ScheduleCache {
  const entries = createBoundedCache<CacheEntry>(maxSlots);

  function load(state: ScheduleState, behind: readonly DegradedPart['part'][]): CacheEntry {
    const asOf = new Date().toISOString();
    const { id, revision, status, scheduleVisible } = state;
    const entry: CacheEntry = {
      revision,
      status,
      scheduleVisible,
      behind: behind.join(),
      loadedAt: instant(),
      // Nobody loads it again before it is there.
      maxAgeMs: maxAgeMs === 0 ? 0 : Number.POSITIVE_INFINITY,
      schedule: withoutDeadline(() => loadAndSaveSchedule(state, dependencies)).then(schedule =>
        markBehind(schedule, behind, asOf),
      ),
    };
    const isCurrent = () => entries.get(id) === entry;
    entry.schedule.then(
      ({ degraded, slots }) => {
        delete entry.lastKnown;
        entry.loadedAt = instant();
        entry.maxAgeMs = degraded.length > 0 ? Math.min(maxAgeMs, degradedMs) : maxAgeMs;
        if (isCurrent()) entries.set(id, entry, slotsAround + slots.length);
      },
      () => isCurrent() && entries.delete(id),
    );
    entries.set(id, entry, slotsAround);
    return entry;
  }

  /** Read once for all who wait: of a large event it is megabytes too. */
  function readLastKnown(entry: CacheEntry, eventId: string): Promise<ScheduleData | undefined> {
    if (entry.lastKnown) return entry.lastKnown.schedule;
    const schedule = withoutDeadline(() => lastKnownSchedule(eventId, dependencies));
    const kept = { until: Number.POSITIVE_INFINITY, schedule };
    entry.lastKnown = kept;
    const forget = () => {
      if (entry.lastKnown === kept) delete entry.lastKnown;
    };
    schedule.then(known => {
      if (known) kept.until = Date.now() + degradedMs;
      else forget();
    }, forget);
    return schedule;
  }

  async function waitFor(entry: CacheEntry, eventId: string): Promise<ScheduleData> {
    if (entry.lastKnown && Date.now() >= entry.lastKnown.until) delete entry.lastKnown;
    const schedule = entry.lastKnown ? undefined : await inTime(entry.schedule, reserveMs);
    if (schedule) return schedule;
    const known = await inTime(readLastKnown(entry, eventId), answerMs);
    if (!known) throw unavailable('The schedule is being composed.', 2);
    return known;
  }

  return {
    async load(state) {
      // Without messages nothing is cached that could be old.
      const behind = maxAgeMs === 0 ? [] : state.behind;
      const entry = entries.get(state.id);
      const isFresh =
        entry?.revision === state.revision &&
        entry.status === state.status &&
        entry.scheduleVisible === state.scheduleVisible &&
        entry.behind === behind.join() &&
        since(entry.loadedAt) < entry.maxAgeMs;
      countCacheRead('schedules', isFresh);
      return waitFor(entry && isFresh ? entry : load(state, behind), state.id);
    },
    expiresAt(eventId) {
      const entry = entries.get(eventId);
      return entry ? entry.loadedAt.wall + entry.maxAgeMs : 0;
    },
  };
}

/** A part that is unavailable says so already. */
function markBehind(schedule: ScheduleData, behind: readonly DegradedPart['part'][], asOf: string): ScheduleData {
  const named = new Set(schedule.degraded.map(({ part }) => part));
  const marks = behind.filter(part => !named.has(part)).map(part => ({ part, reason: 'behind' as const, asOf }));
  return marks.length === 0 ? schedule : { ...schedule, degraded: [...schedule.degraded, ...marks] };
}

import { type Clients, type Speaker, speakerIdsOf } from '../../grpc';
import type { EventDatabase } from '../../shared/database';
import { type DegradedPart, undefinedIfUnavailable } from '../../shared/degraded';
import type { ScheduleData, ScheduleOwner } from './schedule-data';
import { noteSpeakers } from './schedule-speakers';
import { readSnapshot, saveSnapshot } from './snapshot';

export interface LoadDependencies {
  database: EventDatabase;
  clients: Clients;
}

/**
 * Loads a schedule and saves it as the event's snapshot: a read that writes. It calls both services once each, whatever the
 * size; where one is unavailable, the snapshot takes the place of its answer, and is marked as degraded.
 * @throws DomainError 503 while session-service is unavailable and there is no snapshot: an empty schedule would be a lie
 */
export async function loadAndSaveSchedule(event: ScheduleOwner, dependencies: LoadDependencies): Promise<ScheduleData> {
  const { database, clients } = dependencies;
  const call = clients.sessions.listSlotsByEvent(event.id);
  const loaded = await undefinedIfUnavailable(call);
  if (!loaded) {
    const known = await lastKnownSchedule(event.id, dependencies);
    if (!known) throw await call.catch(error => error);
    return known;
  }
  const speakers = await undefinedIfUnavailable(
    loadNotedSpeakers(event.id, speakerIdsOf(loaded.sessions), dependencies),
  );
  if (!speakers) {
    const snapshot = await readSnapshot(database.sql, event.id);
    const asOf = snapshot && { asOf: snapshot.asOf };
    return {
      ...loaded,
      speakers: snapshot?.schedule.speakers,
      degraded: [{ part: 'speakers', reason: 'unavailable', ...asOf }],
    };
  }
  const schedule = { ...loaded, speakers };
  const asOf = new Date().toISOString();
  // A database that takes no writes learns of no changes either: what was composed is true now, and is not kept.
  const isSaved = await undefinedIfUnavailable(saveSnapshot(database, event, schedule).then(() => true));
  return { ...schedule, degraded: isSaved ? [] : [{ part: 'sessions', reason: 'unavailable', asOf }] };
}

/** The snapshot of a schedule, marked; undefined where there is none. */
export async function lastKnownSchedule(eventId: string, { database }: LoadDependencies) {
  const snapshot = await readSnapshot(database.sql, eventId);
  if (!snapshot) return undefined;
  const stale = (part: DegradedPart['part']) => ({ part, reason: 'unavailable' as const, asOf: snapshot.asOf });
  return { ...snapshot.schedule, degraded: [stale('sessions'), stale('speakers')] };
}

/**
 * The profiles that an event shows, which are noted before they are asked for. Those that others were merged into are known by the answer
 * only.
 */
export async function loadNotedSpeakers(
  eventId: string,
  ids: readonly string[],
  dependencies: LoadDependencies,
): Promise<ReadonlyMap<string, Speaker>> {
  const { database, clients } = dependencies;
  await noteSpeakers(database.sql, eventId, ids);
  const speakers = await clients.speakers.batchGetSpeakers(ids);
  const asked = new Set(ids);
  const targets = [...new Set([...speakers.values()].map(({ id }) => id))].filter(id => !asked.has(id));
  const noted = await noteSpeakers(database.sql, eventId, targets);
  return noted === 0 ? speakers : loadNotedSpeakers(eventId, [...ids, ...targets], dependencies);
}

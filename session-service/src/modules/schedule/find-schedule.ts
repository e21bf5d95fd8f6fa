import type { Caller } from '@ems/chassis/auth';
import { forbidden, invalidField, notFound } from '@ems/chassis/errors';
import type { Db } from '../../shared/database';
import { awaitEvent, type EventCopy, maySeeEvent, teamRole } from '../events';
import { copyOf } from './copies';
import type { Programme } from './programme';
import { type AboutVersion, latestVersion, versionById } from './queries';
import { workInProgress } from './work-in-progress';

/** A version's id, or `wip` or `latest` of an event. */
export type Reference = string;

export interface Schedule {
  /** Null for the work in progress. */
  version: AboutVersion | null;
  programme: Programme;
}

/** The event that a request is about: named, or that of the versions named. @throws DomainError 400 or 404 */
export async function eventOf(
  db: Db,
  references: readonly Reference[],
  eventId: string | undefined,
  caller: Caller | null,
): Promise<EventCopy> {
  const ids = references.filter(reference => reference !== 'wip' && reference !== 'latest');
  const versions = await Promise.all(ids.map(id => versionById(db, id)));
  const id = eventId ?? versions[0]?.eventId;
  if (ids.length === 0 && id === undefined) {
    throw invalidField('#/query/eventId', 'required', '"wip" and "latest" need the event of which they are.');
  }
  if (id === undefined || versions.some(version => version?.eventId !== id)) throw notFound('schedule version');
  const event = await awaitEvent(db, id);
  if (!maySeeEvent(event, caller)) throw notFound('schedule version');
  return event;
}

/** What a reference of one event stands for. @throws DomainError 404 */
export async function findSchedule(db: Db, eventId: string, reference: Reference): Promise<Schedule> {
  if (reference === 'wip') return { version: null, programme: await workInProgress(db, eventId) };
  const version = reference === 'latest' ? await latestVersion(db, eventId) : await versionById(db, reference);
  if (version?.eventId !== eventId) throw notFound('schedule version');
  return { version, programme: await copyOf(db, version.id) };
}

/** As {@link findSchedule}. @throws DomainError 403 for the work in progress of others */
export async function findScheduleFor(caller: Caller | null, db: Db, event: EventCopy, reference: Reference) {
  if (reference === 'wip' && !teamRole(event, caller)) {
    throw forbidden("Only an event's own people see its work in progress.");
  }
  return findSchedule(db, event.id, reference);
}

/** The version before this one, or before the work in progress. */
export async function scheduleBefore(db: Db, { version }: Schedule, eventId: string): Promise<Schedule | null> {
  const before = await latestVersion(db, eventId, version?.id);
  return before && { version: before, programme: await copyOf(db, before.id) };
}

/** What the public sees: the latest version; without one, the confirmed slots as they stand. */
export async function publicSchedule(db: Db, eventId: string): Promise<Schedule> {
  const version = await latestVersion(db, eventId);
  return { version, programme: version ? await copyOf(db, version.id) : await workInProgress(db, eventId) };
}

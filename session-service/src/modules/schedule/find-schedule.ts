import type { Caller } from '@ems/chassis/auth';
import { forbidden, invalidField, notFound } from '@ems/chassis/errors';
import type { Db } from '../../shared/database';
import { canSeeWork, type EventReplica, requireVisibleEvent, resolveEvent, teamRole } from '../events';
import { confirmedSessions, draftSchedule } from './draft-schedule';
import { findGoneSessions, findLatestVersion, findVersion, type VersionRow } from './repository';
import type { ScheduleData, SessionData } from './schedule-data';
import { snapshotOf } from './snapshot-cache';

/** A version's id, or `wip` or `latest` of an event. */
export type VersionReference = string;

export interface Schedule {
  /** Null for the work in progress. */
  version: VersionRow | null;
  data: ScheduleData;
}

/**
 * The event that a request is about: named, or that of the versions named.
 * @param eventReference an id or a slug
 * @throws DomainError 400 or 404
 */
export async function eventOfVersions(
  db: Db,
  references: readonly VersionReference[],
  eventReference: string | undefined,
  caller: Caller | null,
): Promise<EventReplica> {
  const ids = references.filter(reference => reference !== 'wip' && reference !== 'latest');
  const versions = await Promise.all(ids.map(id => findVersion(db, id)));
  if (versions.includes(null)) throw notFound('schedule version');
  const named = eventReference ?? versions[0]?.eventId;
  if (named === undefined) {
    throw invalidField('#/query/eventId', 'required', '"wip" and "latest" need the event of which they are.');
  }
  const event = await resolveEvent(db, named);
  // A draft that is named answers as an unknown event, one of which a version is named as an unknown version.
  requireVisibleEvent(event, caller, eventReference === undefined ? 'schedule version' : 'event');
  if (!versions.every(version => version?.eventId === event.id)) throw notFound('schedule version');
  return event;
}

/** What a reference of one event stands for. @throws DomainError 404 */
export async function findSchedule(db: Db, eventId: string, reference: VersionReference): Promise<Schedule> {
  if (reference === 'wip') return { version: null, data: await draftSchedule(db, eventId) };
  const version = reference === 'latest' ? await findLatestVersion(db, eventId) : await findVersion(db, reference);
  if (version?.eventId !== eventId) throw notFound('schedule version');
  return { version, data: await snapshotOf(db, version.id) };
}

/** As {@link findSchedule}. @throws DomainError 403 for the work in progress of others */
export async function findScheduleFor(
  caller: Caller | null,
  db: Db,
  event: EventReplica,
  reference: VersionReference,
): Promise<Schedule> {
  if (reference === 'wip' && !canSeeWork(teamRole(event, caller))) {
    throw forbidden('Only reviewers and the team see the work in progress.');
  }
  return findSchedule(db, event.id, reference);
}

/** The version before this one, or before the work in progress. */
export async function findScheduleBefore(db: Db, { version }: Schedule, eventId: string): Promise<Schedule | null> {
  const before = await findLatestVersion(db, eventId, version?.id);
  return before && { version: before, data: await snapshotOf(db, before.id) };
}

/**
 * What the public sees: the latest version, in which sessions that take place no more have their true status; without one,
 * the confirmed slots as they are now.
 */
export async function findPublicSchedule(db: Db, eventId: string): Promise<Schedule> {
  const version = await findLatestVersion(db, eventId);
  if (!version) return { version, data: await draftSchedule(db, eventId) };
  const [data, gone] = [await snapshotOf(db, version.id), await findGoneSessions(db, eventId)];
  const sessions = data.sessions.map(session => ({ ...session, status: gone.get(session.id) ?? session.status }));
  return { version, data: { ...data, sessions } };
}

/** The sessions of which the public knows: those of the latest version; without one, the confirmed ones. By title. */
export async function findPublicSessions(db: Db, eventId: string): Promise<SessionData[]> {
  const version = await findLatestVersion(db, eventId);
  if (!version) return confirmedSessions(db, eventId);
  const [{ sessions }, gone] = [await snapshotOf(db, version.id), await findGoneSessions(db, eventId)];
  return sessions
    .filter(({ id }) => !gone.has(id))
    .toSorted((a, b) => (a.title === b.title ? (a.id < b.id ? -1 : 1) : a.title < b.title ? -1 : 1));
}

/** What the public sees, and which move of the event it has followed, which come to be together. */
export async function findMovedSchedule(db: Db, eventId: string): Promise<Schedule & { movedVersion: number }> {
  const movedVersion = await movedVersionOf(db, eventId);
  const schedule = await findPublicSchedule(db, eventId);
  // Moves are rare: one that came in between is not followed by another.
  return movedVersion === (await movedVersionOf(db, eventId))
    ? { ...schedule, movedVersion }
    : findMovedSchedule(db, eventId);
}

async function movedVersionOf(db: Db, id: string): Promise<number> {
  const event = await db.eventReplica.findUnique({ where: { id }, select: { movedVersion: true } });
  return event?.movedVersion ?? 0;
}

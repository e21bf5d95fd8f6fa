import type { Caller } from '@ems/chassis/auth';
import type { Reply } from '@ems/chassis/http';
import type { Db, EventDatabase } from '../../shared/database';
import { degradedHeaders } from '../../shared/degraded';
import { type EventRead, type EventRow, inFrameOf, readEvent } from '../events';
import { lastChangedAt } from './revision';
import type { ScheduleCache } from './schedule-cache';
import type { ScheduleData } from './schedule-data';

export interface ScheduleDependencies {
  database: EventDatabase;
  schedules: ScheduleCache;
}

/** What a reply is made of. */
export interface ScheduleRead {
  event: EventRow;
  schedule: ScheduleData;
  headers: NonNullable<Reply['headers']>;
}

/**
 * Answers a read of an event's schedule as `reply` says; an old slug is answered by a 308 redirect. It writes: a schedule
 * that is not cached is saved as a snapshot.
 * @throws DomainError 404 for what the caller may not know of, 503 for a schedule that cannot be loaded
 */
export const readSchedule = (
  { database, schedules }: ScheduleDependencies,
  read: EventRead,
  reply: (read: ScheduleRead) => Promise<Reply>,
): Promise<Reply> =>
  readEvent(database.client, read, async current => {
    const schedule = await schedules.load(current);
    const event = await inFrameOf(database.client, current, schedule.movedVersion);
    return reply({ event, schedule, headers: await headersOf(database.client, event, schedule, read.caller) });
  });

/** Caches may keep a schedule if they revalidate it, when a 304 costs next to nothing. */
async function headersOf(db: Db, event: EventRow, { degraded }: ScheduleData, caller: Caller | null) {
  const revisedAt = await lastChangedAt(db, event.id);
  const changedAt = revisedAt && revisedAt > event.updatedAt ? revisedAt : event.updatedAt;
  return {
    'Last-Modified': changedAt.toUTCString(),
    'Cache-Control': `${caller ? 'private' : 'public'}, no-cache`,
    ...degradedHeaders(degraded, caller !== null),
  };
}

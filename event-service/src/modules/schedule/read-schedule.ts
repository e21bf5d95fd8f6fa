import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import { ok, preRender, type Reply } from '@ems/chassis/http';
import type { z } from 'zod';
import type { EventDatabase } from '../../shared/database';
import { degradedHeaders } from '../../shared/degraded';
import { type EventRead, type EventRow, findEvent, inFrameOf, readEvent, teamRole } from '../events';
import { composedOf } from './composed-of';
import { renderOnce } from './rendered-schedules';
import type { ScheduleCache } from './schedule-cache';
import { hideSchedule, isUnreleased, type ScheduleData } from './schedule-data';
import { findScheduleState, type ScheduleState } from './schedule-state';

export interface ScheduleDependencies {
  database: EventDatabase;
  schedules: ScheduleCache;
}

/** How a schedule is shown. */
export interface ScheduleForm {
  /** Names all that its body depends on besides event and schedule. */
  name: string;
  /** Of the body, or its media type. */
  schema: z.ZodType | string;
  compose(event: EventRow, schedule: ScheduleData): unknown;
  headers?(event: { slug: string }): NonNullable<Reply['headers']>;
  /** The address of its page. */
  pageOf?(event: { slug: string }): string;
}

/**
 * Answers a read of an event's schedule in some form; an old slug is answered by a 308 redirect. As long as nothing has changed it
 * costs one statement. It writes: a schedule that is not cached is saved as a snapshot.
 * @throws DomainError 404 for what the caller may not know of, 503 for a schedule that cannot be loaded
 */
export async function readSchedule(
  dependencies: ScheduleDependencies,
  read: EventRead,
  form: ScheduleForm,
): Promise<Reply> {
  const { database } = dependencies;
  const current = await findScheduleState(database.sql, read.ref);
  if (current && current.status !== 'draft') return replyOf(dependencies, read, form, current);
  // A draft is shown to its team, and a slug that no event has may be an old one.
  return readEvent(database.client, read, async ({ id }) => {
    const state = await findScheduleState(database.sql, id);
    if (!state) throw notFound('event');
    return replyOf(dependencies, read, form, state);
  });
}

/** What everybody sees of an event's schedule now. @throws DomainError 404, 503 */
export async function loadPublicSchedule({ database, schedules }: ScheduleDependencies, eventId: string) {
  const state = await findScheduleState(database.sql, eventId);
  if (!state) throw notFound('event');
  const schedule = await schedules.load(state);
  return isUnreleased(state, schedule) ? hideSchedule(schedule) : schedule;
}

/** Before its first release the team of an event sees more of its schedule than others, where these wait for it. */
async function seesUnreleased({ sql }: EventDatabase, eventId: string, caller: Caller | null): Promise<boolean> {
  const event = caller && (await findEvent(sql, eventId));
  const role = event ? teamRole(event, caller) : null;
  return role !== null && role !== 'steward';
}

async function replyOf(
  { database, schedules }: ScheduleDependencies,
  { caller }: EventRead,
  form: ScheduleForm,
  state: ScheduleState,
): Promise<Reply> {
  const schedule = await schedules.load(state);
  const isHidden = isUnreleased(state, schedule) && !(await seesUnreleased(database, state.id, caller));
  const body = await renderOnce(state, schedule, isHidden ? `${form.name} hidden` : form.name, async () => {
    const event = await findEvent(database.client, state.id);
    if (!event) throw notFound('event');
    const framed = await inFrameOf(database.client, event, schedule.movedVersion);
    return preRender(form.schema, await form.compose(framed, isHidden ? hideSchedule(schedule) : schedule));
  });
  const page = form.pageOf?.(state);
  const reply = ok(body, {
    'Last-Modified': state.changedAt.toUTCString(),
    // Caches may keep it if they revalidate it, when a 304 costs next to nothing.
    'Cache-Control': `${caller ? 'private' : 'public'}, no-cache`,
    ...degradedHeaders(schedule.degraded, caller !== null),
    ...form.headers?.(state),
  });
  return {
    ...reply,
    ...(page !== undefined && { page }),
    ...(schedule.degraded.length === 0 && { shared: composedOf(state.id, schedules.expiresAt(state.id)) }),
  };
}

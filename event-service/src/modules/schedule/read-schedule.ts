import { notFound } from '@ems/chassis/errors';
import { ok, preRender, type Reply } from '@ems/chassis/http';
import type { z } from 'zod';
import type { EventDatabase } from '../../shared/database';
import { degradedHeaders } from '../../shared/degraded';
import { type EventRead, type EventRow, findEvent, inFrameOf, readEvent } from '../events';
import { renderOnce } from './rendered-schedules';
import type { ScheduleCache } from './schedule-cache';
import type { ScheduleData } from './schedule-data';
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

async function replyOf(
  { database: { client }, schedules }: ScheduleDependencies,
  { caller }: EventRead,
  form: ScheduleForm,
  state: ScheduleState,
): Promise<Reply> {
  const schedule = await schedules.load(state);
  const body = await renderOnce(state, schedule, form.name, async () => {
    const event = await findEvent(client, state.id);
    if (!event) throw notFound('event');
    const framed = await inFrameOf(client, event, schedule.movedVersion);
    return preRender(form.schema, await form.compose(framed, schedule));
  });
  return ok(body, {
    'Last-Modified': state.changedAt.toUTCString(),
    // Caches may keep it if they revalidate it, when a 304 costs next to nothing.
    'Cache-Control': `${caller ? 'private' : 'public'}, no-cache`,
    ...degradedHeaders(schedule.degraded, caller !== null),
    ...form.headers?.(state),
  });
}

import type { Sql } from '@ems/chassis/database';
import type { Target } from '@ems/chassis/http';
import { z } from 'zod';

interface Row {
  id: string;
}

/** Of rows that are reached by their own id, by the part of the path that it follows. */
const eventsOfRows: Record<string, (sql: Sql, ids: readonly string[]) => PromiseLike<Row[]>> = {
  sessions: (sql, ids) => sql.$queryRaw`SELECT event_id::text AS id FROM sessions WHERE id = ANY (${ids}::uuid[])`,
  rooms: (sql, ids) => sql.$queryRaw`SELECT event_id::text AS id FROM rooms WHERE id = ANY (${ids}::uuid[])`,
  tracks: (sql, ids) => sql.$queryRaw`SELECT event_id::text AS id FROM tracks WHERE id = ANY (${ids}::uuid[])`,
  // The public sees a released one also after it is gone.
  slots: (sql, ids) => sql.$queryRaw`
    SELECT event_id::text AS id FROM (
      SELECT id, event_id FROM slots WHERE id = ANY (${ids}::uuid[])
      UNION SELECT id, event_id FROM released_slots WHERE id = ANY (${ids}::uuid[])) shown`,
  'schedule-versions': (sql, ids) =>
    sql.$queryRaw`SELECT event_id::text AS id FROM schedule_versions WHERE id = ANY (${ids}::uuid[])`,
};

const isId = (value: unknown): value is string => z.uuid().safeParse(value).success;

/** The events that a request names in its query or body, and those of all rows that it names; of one that is not there, none at all. */
export async function eventsOf(sql: Sql, { path, params, query, body }: Target): Promise<string[]> {
  // Words such as `wip` are none of the ids.
  const isOfEvent = path.startsWith('/events/');
  const ids = [...new Set([isOfEvent ? undefined : params.id, query.against, body.a, body.b].filter(isId))];
  const findRows = eventsOfRows[path.split('/')[1] ?? ''];
  const rows = ids.length > 0 && !path.startsWith('/sessions/offers/') ? ((await findRows?.(sql, ids)) ?? []) : [];
  const references = [isOfEvent ? params.id : undefined, query.eventId, body.eventId].filter(
    reference => typeof reference === 'string',
  );
  const named = await Promise.all(references.map(reference => eventBy(sql, reference)));
  const found = [...rows, ...named.flat()].map(({ id }) => id);
  return found.length === ids.length + references.length ? found : [];
}

/** @param reference an id, also of an event that is not known here yet, or a slug */
const eventBy = async (sql: Sql, reference: string): Promise<Row[]> =>
  isId(reference)
    ? [{ id: reference }]
    : sql.$queryRaw<Row[]>`SELECT event_id::text AS id FROM event_slug_replicas WHERE slug = ${reference}`;

import type { Sql } from '@ems/chassis/database';
import type { Target } from '@ems/chassis/http';
import { z } from 'zod';

interface Row {
  id: string | null;
}

/** The event that a request is about, by the event in its path or a registration in it; a list of several is about none. */
export async function eventsOf(sql: Sql, { path, params: { id } }: Target): Promise<string[]> {
  if (typeof id !== 'string' || path.startsWith('/events/offers/')) return [];
  const rows = path.startsWith('/events/:id')
    ? await eventBy(sql, id)
    : await sql.$queryRaw<Row[]>`SELECT event_id::text AS id FROM registrations WHERE id = ${id}::uuid`;
  return rows.flatMap(row => row.id ?? []);
}

/** @param reference an id, or a slug: one that an event has comes before one that another had */
const eventBy = async (sql: Sql, reference: string): Promise<Row[]> =>
  z.uuid().safeParse(reference).success
    ? [{ id: reference }]
    : sql.$queryRaw<Row[]>`
        SELECT coalesce((SELECT id FROM events WHERE slug = ${reference}),
                        (SELECT event_id FROM event_slugs WHERE slug = ${reference}))::text AS id`;

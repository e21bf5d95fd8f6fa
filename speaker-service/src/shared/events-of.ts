import type { Sql } from '@ems/chassis/database';
import type { Target } from '@ems/chassis/http';
import { z } from 'zod';

/**
 * The event that a request names in its query or its body. A profile belongs to no event: what is limited to events may do with it what its
 * scopes say; but not merge it, which changes the sessions of whatever event it is in.
 */
export async function eventsOf(sql: Sql, { path, query, body }: Target): Promise<string[] | null> {
  if (path.endsWith('/merge')) return [];
  const eventId = query.eventId ?? body.eventId;
  if (typeof eventId !== 'string') return null;
  if (z.uuid().safeParse(eventId).success) return [eventId];
  const found = await sql.$queryRaw<{ id: string }[]>`
    SELECT event_id::text AS id FROM event_slug_replicas WHERE slug = ${eventId}`;
  return found.map(({ id }) => id);
}

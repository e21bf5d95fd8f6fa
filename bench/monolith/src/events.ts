import { Router } from 'express';
import { z } from 'zod';
import { type Caller, callerOf, membersOfEvent } from './auth.ts';
import { pool } from './database.ts';
import { notFound } from './errors.ts';
import { canSee, type EventRow, toEventView } from './event-view.ts';

const columns = `e.id, e.slug, e.title, e.description, e.starts_at, e.ends_at, e.timezone, e.venue_name, e.venue_address,
  e.venue_city, e.venue_country, e.online_url, e.logo_url, e.color, e.day_starts_at, e.retention_days, e.has_registration, e.registration_opens_at,
  e.registration_closes_at, e.registration_paused, e.schedule_visible, e.listed, e.tags, e.cfp_opens_at, e.cfp_closes_at, e.status, e.cancel_reason, e.owner_id,
  e.version, e.created_at, e.updated_at, s.capacity, coalesce(s.taken, 0) AS taken, coalesce(s.waitlisted, 0) AS waitlisted,
  ${membersOfEvent}`;

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws HttpError 404 for what the caller may not know of */
export async function findEvent(ref: string, caller: Caller | null): Promise<EventRow> {
  const key = uuidShape.test(ref) ? 'id' : 'slug';
  const { rows } = await pool.query<EventRow>({
    name: `event-by-${key}`,
    text: `SELECT ${columns} FROM events e LEFT JOIN event_seats s ON s.event_id = e.id WHERE e.${key} = $1`,
    values: [ref],
  });
  const event = rows[0];
  if (!event || !canSee(event, caller)) throw notFound();
  return event;
}

const listQuery = z.object({
  q: z.string().trim().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

async function listEvents(query: unknown, caller: Caller | null) {
  const { q, limit } = listQuery.parse(query);
  const [matches, order] = q
    ? ['AND e.document @@ to_search_query($4)', 'ts_rank(e.document, to_search_query($4)) DESC, e.id DESC']
    : ['', 'e.starts_at, e.id'];
  const { rows } = await pool.query<EventRow>({
    name: q ? 'events-search' : 'events-list',
    text: `SELECT ${columns} FROM events e LEFT JOIN event_seats s ON s.event_id = e.id
      WHERE ((e.status <> 'draft' AND e.listed) OR $2 OR e.owner_id = $1
        OR e.id IN (SELECT event_id FROM event_members WHERE user_id = $1)) ${matches}
      ORDER BY ${order} LIMIT $3`,
    values: [caller?.userId ?? null, caller?.isAdmin ?? false, limit + 1, ...(q ? [q] : [])],
  });
  const page = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? Buffer.from(page.at(-1)?.id ?? '').toString('base64url') : null;
  return { data: page.map(event => toEventView(event, caller)), page: { nextCursor } };
}

export const events = Router()
  .get('/events', async (request, response) => {
    response.json(await listEvents(request.query, callerOf(response)));
  })
  .get('/events/:id', async (request, response) => {
    const caller = callerOf(response);
    response.json(toEventView(await findEvent(request.params.id, caller), caller));
  });

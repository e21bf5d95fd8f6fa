import { randomBytes, randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import { type Caller, isOrganizer, membersOfEvent, requireCaller, type Team } from './auth.ts';
import { type Client, transact } from './database.ts';
import { forbidden, HttpError, notFound } from './errors.ts';
import { canSee } from './event-view.ts';

interface LockedEvent extends Team {
  id: string;
  slug: string;
  title: string;
  status: string;
  starts_at: Date;
  ends_at: Date;
  timezone: string;
}

interface RegistrationRow {
  id: string;
  event_id: string;
  user_id: string | null;
  status: string;
  ticket_code: string | null;
  confirmed_at: Date | null;
  cancelled_at: Date | null;
  created_at: Date;
  updated_at: Date;
  version: number;
}

const columns = `id, event_id, user_id, status, ticket_code, confirmed_at, cancelled_at, created_at, updated_at, version`;

async function lockEvent(client: Client, ref: string, caller: Caller): Promise<LockedEvent> {
  const { rows } = await client.query<LockedEvent>({
    name: 'registration-event',
    text: `SELECT e.id, e.slug, e.title, e.status, e.starts_at, e.ends_at, e.timezone, e.owner_id, ${membersOfEvent}
      FROM events e WHERE e.id = $1 FOR SHARE`,
    values: [ref],
  });
  if (!rows[0] || !canSee(rows[0], caller)) throw notFound();
  return rows[0];
}

const toView = (row: RegistrationRow, event: LockedEvent, position: number | null) => ({
  id: row.id,
  eventId: row.event_id,
  userId: row.user_id,
  status: row.status,
  position,
  ticketCode: row.ticket_code,
  confirmedAt: row.confirmed_at,
  cancelledAt: row.cancelled_at,
  checkedInAt: null,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
  event: {
    slug: event.slug,
    title: event.title,
    status: event.status,
    startsAt: event.starts_at,
    endsAt: event.ends_at,
    timezone: event.timezone,
  },
  allowedActions: ['cancel'],
});

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const newTicketCode = () =>
  [...randomBytes(20)]
    .map(byte => letters[byte & 31])
    .join('')
    .replace(/(.{5})(?=.)/g, '$1-');

interface Allocation {
  waitlist_order: number;
  waitlisted: number;
}

/** Takes a seat, or else the next place on the waitlist; the counter row stays locked until the transaction ends. */
async function takeSeat(client: Client, eventId: string): Promise<Allocation | undefined> {
  const { rows } = await client.query<Allocation & { is_seat: boolean }>({
    name: 'take-seat',
    text: `UPDATE event_seats SET
        taken = taken + (taken < coalesce(capacity, 2147483647))::int,
        waitlisted = waitlisted + (taken >= coalesce(capacity, 2147483647))::int,
        last_waitlist_order = last_waitlist_order + (taken >= coalesce(capacity, 2147483647))::int
      WHERE event_id = $1
      RETURNING last_waitlist_order AS waitlist_order, waitlisted, waitlisted = 0 AS is_seat`,
    values: [eventId],
  });
  return rows[0]?.is_seat ? undefined : rows[0];
}

async function register(client: Client, caller: Caller, ref: string) {
  const event = await lockEvent(client, ref, caller);
  const existing = await client.query<RegistrationRow>({
    name: 'registration-of-user',
    text: `SELECT ${columns} FROM registrations WHERE event_id = $1 AND user_id = $2 AND status <> 'cancelled'`,
    values: [event.id, caller.userId],
  });
  if (existing.rows[0]) return { isNew: false, view: toView(existing.rows[0], event, null) };
  if (event.status !== 'published' || event.ends_at.getTime() <= Date.now())
    throw new HttpError(409, 'registration.closed');
  const place = await takeSeat(client, event.id);
  const { rows } = await client.query<RegistrationRow>({
    name: 'insert-registration',
    text: `INSERT INTO registrations (id, event_id, user_id, status, waitlist_order, ticket_code, confirmed_at)
      VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $4 = 'confirmed' THEN now() END) RETURNING ${columns}`,
    values: [
      randomUUID(),
      event.id,
      caller.userId,
      place ? 'waitlisted' : 'confirmed',
      place?.waitlist_order ?? null,
      place ? null : newTicketCode(),
    ],
  });
  return { isNew: true, view: toView(rows[0] as RegistrationRow, event, place?.waitlisted ?? null) };
}

const checkInBody = z.strictObject({ ticketCode: z.string().min(1).max(60) });

async function checkIn(client: Client, caller: Caller, ref: string, { ticketCode }: z.infer<typeof checkInBody>) {
  const event = await lockEvent(client, ref, caller);
  const isSteward = event.members.some(({ userId, role }) => userId === caller.userId && role === 'steward');
  if (!isSteward && !isOrganizer(event, caller)) throw forbidden();
  if (event.status === 'cancelled') throw new HttpError(409, 'event.cancelled');
  const { rows } = await client.query<RegistrationRow>({
    name: 'registration-by-ticket',
    text: `SELECT ${columns} FROM registrations WHERE event_id = $1 AND ticket_code = $2 FOR UPDATE`,
    values: [event.id, ticketCode],
  });
  const registration = rows[0];
  if (!registration) throw notFound();
  if (registration.status === 'cancelled') throw new HttpError(409, 'registration.cancelled');
  const base = { eventId: event.id, registrationId: registration.id, userId: registration.user_id, cancelledAt: null };
  const existing = await client.query<{ id: string; checked_in_at: Date }>({
    name: 'check-in-of-registration',
    text: 'SELECT id, checked_in_at FROM check_ins WHERE registration_id = $1 AND undone_at IS NULL',
    values: [registration.id],
  });
  if (existing.rows[0]) {
    const { id, checked_in_at: checkedInAt } = existing.rows[0];
    return { isNew: false, view: { id, ...base, checkedInAt, alreadyCheckedIn: true } };
  }
  const inserted = await client.query<{ id: string; checked_in_at: Date }>({
    name: 'insert-check-in',
    text: `WITH raised AS (UPDATE registrations SET version = version + 1, updated_at = now() WHERE id = $3)
      INSERT INTO check_ins (id, event_id, registration_id, checked_in_at, checked_in_by) VALUES ($1, $2, $3, now(), $4)
      RETURNING id, checked_in_at`,
    values: [randomUUID(), event.id, registration.id, caller.userId],
  });
  const { id, checked_in_at: checkedInAt } = inserted.rows[0] as { id: string; checked_in_at: Date };
  return { isNew: true, view: { id, ...base, checkedInAt, alreadyCheckedIn: false } };
}

export const registrations = Router()
  .post('/events/:id/registrations', async (request, response) => {
    const caller = requireCaller(response);
    const { isNew, view } = await transact(client => register(client, caller, request.params.id));
    response.status(isNew ? 201 : 200).json(view);
  })
  .post('/events/:id/check-ins', async (request, response) => {
    const caller = requireCaller(response);
    const body = checkInBody.parse(request.body);
    const { isNew, view } = await transact(client => checkIn(client, caller, request.params.id, body));
    response.status(isNew ? 201 : 200).json(view);
  });

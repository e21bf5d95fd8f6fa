import type { Caller } from '@ems/chassis/auth';
import { type Sql, suitsAll } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import { Prisma } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { requireVisibleEvent } from './access';
import type { EventRow } from './details';
import { eventColumns, eventsWithSeats, type SelectedEvent, toEventRow } from './event-row';
import type { WindowColumns } from './registration-window';
import { uuidShape } from './slug';

export const withSeatsAndMembers = { seats: true, members: { orderBy: { userId: 'asc' } } } as const;

/**
 * The id of what is called so: no slug has the shape of an id. A statement with this has two forms, each of which is planned once: with both ways in one,
 * PostgreSQL would plan it for each value anew, which takes longer than to run it.
 */
const idOf = (ref: string, idBySlug: Prisma.Sql): Prisma.Sql =>
  suitsAll(uuidShape.test(ref) ? Prisma.sql`${ref}::uuid` : idBySlug);

/** As SQL, the id of an event. @param ref its id, or its current slug */
export const eventIdOf = (ref: string): Prisma.Sql =>
  idOf(ref, Prisma.sql`(SELECT id FROM events WHERE slug = ${ref})`);

/** The event of an id, or of a slug that it has or had. */
export async function findEventByAnySlug(db: Sql, ref: string): Promise<EventRow | undefined> {
  const id = idOf(ref, Prisma.sql`(SELECT event_id FROM event_slugs WHERE slug = ${ref})`);
  const [row] = await db.$queryRaw<SelectedEvent[]>`
    SELECT ${eventColumns} FROM ${eventsWithSeats} WHERE e.id = ${id}`;
  return row && toEventRow(row);
}

/** Whether this is its id or its current slug. */
export const isCalled = (event: EventRow, ref: string): boolean => event.id === ref || event.slug === ref;

/** @param ref an id, or the event's current slug */
export async function findEvent(db: Sql, ref: string): Promise<EventRow | undefined> {
  const event = await findEventByAnySlug(db, ref);
  return event && isCalled(event, ref) ? event : undefined;
}

/**
 * Locks the event for a write to it (FOR UPDATE), so that its writers follow one another.
 * @throws DomainError 404
 */
export async function lockEventForUpdate(tx: Tx, ref: string): Promise<EventRow> {
  const [locked] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM events WHERE id = ${eventIdOf(ref)} FOR UPDATE`;
  const event = locked && (await findEvent(tx, locked.id));
  if (!event) throw notFound('event');
  return event;
}

/** What of an event its registrations and check-ins are decided by. */
export type SharedEvent = Pick<
  EventRow,
  | 'id'
  | 'slug'
  | 'title'
  | 'status'
  | 'startsAt'
  | 'endsAt'
  | 'timezone'
  | 'ownerId'
  | 'members'
  | 'cancelledAt'
  | keyof WindowColumns
>;

/**
 * Locks the event as it is until the end of the transaction (FOR SHARE): others may do the same, while its writers wait.
 * @throws DomainError 404 for what the caller may not know of
 */
export async function lockEventForShare(sql: Sql, ref: string, caller: Caller): Promise<SharedEvent> {
  const [event] = await sql.$queryRaw<SharedEvent[]>`
    SELECT id::text, slug, title, status::text, starts_at AS "startsAt", ends_at AS "endsAt", timezone,
      cancelled_at AS "cancelledAt", owner_id::text AS "ownerId", has_registration AS "hasRegistration",
      registration_opens_at AS "registrationOpensAt", registration_closes_at AS "registrationClosesAt",
      registration_paused AS "registrationPaused",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role)), '[]')
        FROM event_members m WHERE m.event_id = events.id) AS members
    FROM events WHERE id = ${eventIdOf(ref)} FOR SHARE`;
  requireVisibleEvent(event, caller);
  return event;
}

/** Writes a locked event's next version. */
export const saveEvent = (tx: Tx, id: string, data: Parameters<Tx['event']['update']>[0]['data']): Promise<EventRow> =>
  tx.event.update({
    where: { id },
    data: { ...data, version: { increment: 1 }, updatedAt: new Date() },
    include: withSeatsAndMembers,
  });

import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { requireVisibleEvent } from './access';
import type { EventRow } from './details';
import { uuidShape } from './slug';

export const withSeatsAndMembers = { seats: true, members: { orderBy: { userId: 'asc' } } } as const;

/** @param ref an id, or the event's current slug: no slug has the shape of an id */
const whereRef = (ref: string) => (uuidShape.test(ref) ? { id: ref } : { slug: ref });

export const findEvent = (db: Db | Tx, ref: string): Promise<EventRow | null> =>
  db.event.findUnique({ where: whereRef(ref), include: withSeatsAndMembers });

/** The event that once had this slug. */
export async function findByOldSlug(db: Db | Tx, slug: string): Promise<EventRow | undefined> {
  const old = await db.eventSlug.findUnique({ where: { slug }, include: { event: { include: withSeatsAndMembers } } });
  return old?.event;
}

/**
 * Locks the event for a write to it (FOR UPDATE), so that its writers follow one another.
 * @throws DomainError 404
 */
export async function lockEventForUpdate(tx: Tx, ref: string): Promise<EventRow> {
  const found = await tx.event.findUnique({ where: whereRef(ref), select: { id: true } });
  if (!found) throw notFound('event');
  await tx.$queryRaw`SELECT 1 FROM events WHERE id = ${found.id}::uuid FOR UPDATE`;
  const event = await findEvent(tx, found.id);
  if (!event) throw notFound('event');
  return event;
}

/** What of an event its registrations and check-ins are decided by. */
export type SharedEvent = Pick<
  EventRow,
  'id' | 'slug' | 'title' | 'status' | 'startsAt' | 'endsAt' | 'timezone' | 'ownerId' | 'members' | 'cancelledAt'
>;

/**
 * Locks the event as it is until the end of the transaction (FOR SHARE): others may do the same, while its writers wait.
 * @throws DomainError 404 for what the caller may not know of
 */
export async function lockEventForShare(tx: Tx, ref: string, caller: Caller): Promise<SharedEvent> {
  const isReferred = uuidShape.test(ref) ? Prisma.sql`id = ${ref}::uuid` : Prisma.sql`slug = ${ref}`;
  const [event] = await tx.$queryRaw<SharedEvent[]>`
    SELECT id::text, slug, title, status::text, starts_at AS "startsAt", ends_at AS "endsAt", timezone,
      cancelled_at AS "cancelledAt", owner_id::text AS "ownerId",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role)), '[]')
        FROM event_members m WHERE m.event_id = events.id) AS members
    FROM events WHERE ${isReferred} FOR SHARE`;
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

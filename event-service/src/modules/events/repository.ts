import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { maySee } from './access';
import type { Details } from './details';
import type { EventRow } from './view';

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What every read and write of an event loads with it. */
export const withParts = { seats: true, members: { orderBy: { userId: 'asc' } } } as const;

/** @param ref an id, or the event's slug of now */
const refersTo = (ref: string) => (idPattern.test(ref) ? { id: ref } : { slug: ref });

export const findEvent = (db: Db | Tx, ref: string): Promise<EventRow | null> =>
  db.event.findUnique({ where: refersTo(ref), include: withParts });

/** The event that once had this slug. */
export async function findByOldSlug(db: Db | Tx, slug: string): Promise<EventRow | undefined> {
  const old = await db.eventSlug.findUnique({ where: { slug }, include: { event: { include: withParts } } });
  return old?.event;
}

/**
 * Locks the event, so that writers to it follow one another.
 * @throws DomainError 404
 */
export async function lockEvent(tx: Tx, ref: string): Promise<EventRow> {
  const found = await tx.event.findUnique({ where: refersTo(ref), select: { id: true } });
  if (!found) throw notFound('event');
  await tx.$queryRaw`SELECT 1 FROM events WHERE id = ${found.id}::uuid FOR UPDATE`;
  const event = await findEvent(tx, found.id);
  if (!event) throw notFound('event');
  return event;
}

/** What of an event matters to those who come to it. */
export type HeldEvent = Pick<
  EventRow,
  'id' | 'slug' | 'title' | 'status' | 'startsAt' | 'endsAt' | 'timezone' | 'ownerId' | 'members'
>;

/**
 * Keeps an event as it is until the end of the transaction; others may do the same, while its writers wait.
 * @throws DomainError 404 for what the caller may not know of
 */
export async function holdEvent(tx: Tx, ref: string, caller: Caller): Promise<HeldEvent> {
  const isIt = idPattern.test(ref) ? Prisma.sql`id = ${ref}::uuid` : Prisma.sql`slug = ${ref}`;
  const [event] = await tx.$queryRaw<HeldEvent[]>`
    SELECT id::text, slug, title, status::text, starts_at AS "startsAt", ends_at AS "endsAt", timezone,
      owner_id::text AS "ownerId",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role)), '[]')
        FROM event_members m WHERE m.event_id = events.id) AS members
    FROM events WHERE ${isIt} FOR SHARE`;
  if (!event || !maySee(event, caller)) throw notFound('event');
  return event;
}

/** Writes a locked event's next version. */
export const saveEvent = (tx: Tx, id: string, data: Parameters<Tx['event']['update']>[0]['data']): Promise<EventRow> =>
  tx.event.update({
    where: { id },
    data: { ...data, version: { increment: 1 }, updatedAt: new Date() },
    include: withParts,
  });

/** The columns of the details; the capacity stands with the seats. */
export const toColumns = ({ venue, cfp, capacity: _, ...rest }: Details) => ({
  ...rest,
  venueName: venue?.name ?? null,
  venueAddress: venue?.address ?? null,
  venueCity: venue?.city ?? null,
  venueCountry: venue?.country ?? null,
  cfpOpensAt: cfp?.opensAt ?? null,
  cfpClosesAt: cfp?.closesAt ?? null,
});

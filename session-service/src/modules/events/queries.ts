import { notFound } from '@ems/chassis/errors';
import type { EventCopy } from '../../generated/prisma/client';
import { awaitCopies } from '../../shared/await-copies';
import type { Db, Tx } from '../../shared/database';

export type { EventCopy };

/** The event, if need be after a moment of waiting for its first message. @throws DomainError 404 or 503 */
export async function awaitEvent(db: Db, id: string): Promise<EventCopy> {
  const find = (ids: string[]) => db.eventCopy.findMany({ where: { id: { in: ids } } });
  const [event] = await awaitCopies([id], find, () => notFound('event'));
  if (!event) throw notFound('event');
  return event;
}

/**
 * Holds the programme of a session's event until the transaction ends: bookings of one event go one after another, so
 * that two that exclude each other do not wait for each other. @throws DomainError 404
 */
export async function lockEventOf(tx: Tx, sessionId: string): Promise<EventCopy> {
  const [event] = await tx.$queryRaw<EventCopy[]>`
    SELECT id::text, version, deleted, status::text, owner_id::text AS "ownerId", starts_at AS "startsAt", ends_at AS "endsAt",
      timezone, cfp_opens_at AS "cfpOpensAt", cfp_closes_at AS "cfpClosesAt", told_at AS "toldAt",
      organizer_ids::text[] AS "organizerIds", reviewer_ids::text[] AS "reviewerIds", steward_ids::text[] AS "stewardIds",
      members_version AS "membersVersion"
    FROM event_copies WHERE id = (SELECT event_id FROM sessions WHERE id = ${sessionId}::uuid) FOR NO KEY UPDATE`;
  if (!event || event.deleted) throw notFound('session');
  return event;
}

/** Holds an event's programme as {@link lockEventOf} does. @throws DomainError 404 */
export async function holdEvent(tx: Tx, id: string): Promise<EventCopy> {
  await tx.$queryRaw`SELECT 1 FROM event_copies WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const event = await tx.eventCopy.findUnique({ where: { id } });
  if (!event || event.deleted) throw notFound('event');
  return event;
}

/** Holds the event as it is until the transaction ends: nothing is added to one that is deleted meanwhile. @throws DomainError 404 */
export async function shareEvent(tx: Tx, id: string): Promise<EventCopy> {
  await tx.$queryRaw`SELECT 1 FROM event_copies WHERE id = ${id}::uuid FOR SHARE`;
  const event = await tx.eventCopy.findUnique({ where: { id } });
  if (!event || event.deleted) throw notFound('event');
  return event;
}

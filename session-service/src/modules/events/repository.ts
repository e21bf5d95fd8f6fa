import type { Sql } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import { z } from 'zod';
import type { EventReplica } from '../../generated/prisma/client';
import { awaitReplicas } from '../../replicas/await-replicas';
import type { Db, SessionDatabase } from '../../shared/database';

export type { EventReplica };

const isId = (reference: string): boolean => z.uuid().safeParse(reference).success;

/** The id of the event to which an id or a slug, also an old one, refers. A slug never looks like an id. */
export async function resolveEventId(db: Db, reference: string): Promise<string | undefined> {
  if (isId(reference)) return reference;
  return (await db.eventSlugReplica.findUnique({ where: { slug: reference } }))?.eventId;
}

/**
 * The event to which an id or a slug, also an old one, refers; if need be after a moment of waiting for the first message
 * of a young id. @throws DomainError 404 or 503
 */
export async function resolveEvent(db: Db, reference: string): Promise<EventReplica> {
  const id = await resolveEventId(db, reference);
  if (id === undefined) throw notFound('event');
  const find = (ids: string[]) => db.eventReplica.findMany({ where: { id: { in: ids } } });
  const [event] = await awaitReplicas([id], find, () => notFound('event'));
  if (!event) throw notFound('event');
  return event;
}

/** The id of what {@link resolveEvent} finds, for a write that locks and reads it. @throws DomainError 404 or 503 */
export async function awaitEvent(
  { client, sql }: Pick<SessionDatabase, 'client' | 'sql'>,
  reference: string,
): Promise<string> {
  const id = await resolveEventId(client, reference);
  if (id === undefined) throw notFound('event');
  const find = () => sql.$queryRaw<Pick<EventReplica, 'id' | 'deleted'>[]>`
    SELECT id::text, deleted FROM event_replicas WHERE id = ${id}::uuid`;
  await awaitReplicas([id], find, () => notFound('event'));
  return id;
}

/** An event by its id, or that of one of its sessions or slots. */
export type EventReference = { id: string } | { sessionId: string } | { slotId: string };

/** Its three parts, of which one is not null. */
export const eventReference = (reference: EventReference): Record<'id' | 'sessionId' | 'slotId', string | null> => ({
  id: null,
  sessionId: null,
  slotId: null,
  ...reference,
});

/**
 * Locks an event's schedule until the transaction ends (FOR NO KEY UPDATE, so that rows may refer to it meanwhile): bookings of
 * one event go one after another, so that two that exclude each other do not wait for each other.
 * @throws DomainError 404 that speaks of what the event was referred to by
 */
export async function lockEventForUpdate(sql: Sql, reference: EventReference): Promise<EventReplica> {
  const { id, sessionId, slotId } = eventReference(reference);
  const [event] = await sql.$queryRaw<EventReplica[]>`
    SELECT id::text, version, deleted, slug, status::text, owner_id::text AS "ownerId", starts_at AS "startsAt",
      ends_at AS "endsAt", timezone, cfp_opens_at AS "cfpOpensAt", cfp_closes_at AS "cfpClosesAt",
      schedule_visible::text AS "scheduleVisible", changed_at AS "changedAt",
      organizer_ids::text[] AS "organizerIds", reviewer_ids::text[] AS "reviewerIds", steward_ids::text[] AS "stewardIds",
      members_version AS "membersVersion", moved_version AS "movedVersion", released_version_id::text AS "releasedVersionId"
    FROM event_replicas
    WHERE id = coalesce(${id}::uuid, (SELECT event_id FROM sessions WHERE id = ${sessionId}::uuid),
      (SELECT event_id FROM slots WHERE id = ${slotId}::uuid))
    FOR NO KEY UPDATE`;
  if (!event || event.deleted) throw notFound(id ? 'event' : sessionId ? 'session' : 'slot');
  return event;
}

/** Locks the event as it is until the transaction ends (FOR SHARE): nothing is added to one that is deleted meanwhile. @throws DomainError 404 */
export async function lockEventForShare(sql: Sql, id: string): Promise<EventReplica> {
  const [event] = await sql.$queryRaw<EventReplica[]>`
    SELECT id::text, version, deleted, slug, status::text, owner_id::text AS "ownerId", starts_at AS "startsAt",
      ends_at AS "endsAt", timezone, cfp_opens_at AS "cfpOpensAt", cfp_closes_at AS "cfpClosesAt", changed_at AS "changedAt",
      organizer_ids::text[] AS "organizerIds", reviewer_ids::text[] AS "reviewerIds", steward_ids::text[] AS "stewardIds",
      members_version AS "membersVersion", moved_version AS "movedVersion", released_version_id::text AS "releasedVersionId"
    FROM event_replicas WHERE id = ${id}::uuid FOR SHARE`;
  if (!event || event.deleted) throw notFound('event');
  return event;
}

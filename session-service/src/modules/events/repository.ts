import { notFound } from '@ems/chassis/errors';
import { z } from 'zod';
import type { EventReplica } from '../../generated/prisma/client';
import { awaitReplicas } from '../../replicas/await-replicas';
import type { Db, Tx } from '../../shared/database';

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

/**
 * Locks an event's schedule until the transaction ends (FOR NO KEY UPDATE, so that rows may refer to it meanwhile): bookings of
 * one event go one after another, so that two that exclude each other do not wait for each other. @throws DomainError 404
 */
export async function lockEventForUpdate(tx: Tx, id: string): Promise<EventReplica> {
  await tx.$queryRaw`SELECT 1 FROM event_replicas WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return findExisting(tx, id);
}

/** As {@link lockEventForUpdate}, of a session's event. @throws DomainError 404 that speaks of the session */
export async function lockEventOfSessionForUpdate(tx: Tx, sessionId: string): Promise<EventReplica> {
  const [locked] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM event_replicas WHERE id = (SELECT event_id FROM sessions WHERE id = ${sessionId}::uuid)
    FOR NO KEY UPDATE`;
  if (!locked) throw notFound('session');
  return findExisting(tx, locked.id, 'session');
}

/** Locks the event as it is until the transaction ends (FOR SHARE): nothing is added to one that is deleted meanwhile. @throws DomainError 404 */
export async function lockEventForShare(tx: Tx, id: string): Promise<EventReplica> {
  await tx.$queryRaw`SELECT 1 FROM event_replicas WHERE id = ${id}::uuid FOR SHARE`;
  return findExisting(tx, id);
}

async function findExisting(tx: Tx, id: string, what = 'event'): Promise<EventReplica> {
  const event = await tx.eventReplica.findUnique({ where: { id } });
  if (!event || event.deleted) throw notFound(what);
  return event;
}

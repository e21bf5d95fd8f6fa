import { notFound } from '@ems/chassis/errors';
import type { Message } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import { z } from 'zod';
import type { Db, Tx } from '../shared/database';

const isId = (reference: string): boolean => z.uuid().safeParse(reference).success;

/**
 * The id of the event to which an id or a slug, also an old one, refers. A slug never looks like an id; an id need not be
 * known here.
 */
export async function resolveEventId(db: Db | Tx, reference: string): Promise<string | undefined> {
  if (isId(reference)) return reference;
  return (await db.eventSlugReplica.findUnique({ where: { slug: reference } }))?.eventId;
}

/**
 * As {@link resolveEventId}, but a draft has to be named by its id: who may know of it is not known here, and slugs can be
 * guessed. @throws DomainError 404 for an unknown or hidden slug
 */
export async function requireEventId(db: Db | Tx, reference: string): Promise<string> {
  if (isId(reference)) return reference;
  const found = await db.eventSlugReplica.findFirst({ where: { slug: reference, event: { public: true } } });
  if (!found) throw notFound('event');
  return found.eventId;
}

/**
 * Stores whether the event is public, unless something newer is known of it, and its slug.
 * @returns false when something newer is known already
 */
export async function upsertEvent(tx: Tx, { data: event, sequence, time }: Message<EventState>): Promise<boolean> {
  const written = await tx.$executeRaw`
    INSERT INTO event_replicas AS current (id, version, deleted, public, schedule_visible)
    VALUES (${event.id}::uuid, ${sequence}, false, ${event.status !== 'draft'},
      ${event.scheduleVisible ?? 'always'}::"ScheduleVisible")
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, public = excluded.public,
      schedule_visible = excluded.schedule_visible
    WHERE current.version < excluded.version AND NOT current.deleted`;
  await claimSlug(tx, event, time);
  return written === 1;
}

/**
 * A late message claims its slug too: the event had it, and the slug still leads there. Of two events that claim one slug,
 * the earlier has been deleted, whether its message has come or not: event-service gives no slug away before.
 */
async function claimSlug(tx: Tx, { id, slug }: EventState, time: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO event_slug_replicas AS current (slug, event_id, claimed_at)
    SELECT ${slug}, id, ${time} FROM event_replicas WHERE id = ${id}::uuid AND NOT deleted
    ON CONFLICT (slug) DO UPDATE SET event_id = excluded.event_id, claimed_at = excluded.claimed_at
    WHERE current.claimed_at < excluded.claimed_at`;
}

/** Leaves a tombstone, so that a late message does not revive the event. */
export async function tombstoneEvent(tx: Tx, { data: { id }, sequence }: Message<{ id: string }>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO event_replicas (id, version, deleted, public) VALUES (${id}::uuid, ${sequence}, true, false)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = true, public = false`;
  await tx.eventSlugReplica.deleteMany({ where: { eventId: id } });
  await tx.releaseReplica.deleteMany({ where: { eventId: id } });
}

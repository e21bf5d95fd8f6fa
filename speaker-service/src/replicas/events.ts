import { type Caller, isAdmin } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { forbidden, notFound } from '@ems/chassis/errors';
import type { Message } from '@ems/chassis/messaging';
import type { EventState, MembersState } from '@ems/contracts';
import { z } from 'zod';
import { Prisma } from '../generated/prisma/client';
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
 * Stores who may see what of the event, and who plans it, unless something newer is known of it, and its slug.
 * @returns false when something newer is known already
 */
export async function upsertEvent(tx: Tx, { data: event, sequence, time }: Message<EventState>): Promise<boolean> {
  const written = await tx.$executeRaw`
    INSERT INTO event_replicas AS current (id, version, deleted, public, owner_id, schedule_visible)
    VALUES (${event.id}::uuid, ${sequence}, false, ${event.status !== 'draft'}, ${event.ownerId}::uuid,
      ${event.scheduleVisible ?? 'always'}::"ScheduleVisible")
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, public = excluded.public, owner_id = excluded.owner_id,
      schedule_visible = excluded.schedule_visible
    WHERE current.version < excluded.version AND NOT current.deleted`;
  await claimSlug(tx, event, time);
  // Messages of before there were members have none.
  if (event.members) await upsertMembers(tx, event.id, sequence, event.members);
  return written === 1;
}

/**
 * Keeps what a message says of an event that was handled before: availability has followed its moves then, and does
 * not follow them again.
 */
export async function replayEvent(tx: Tx, message: Message<EventState>): Promise<void> {
  const isWritten = await upsertEvent(tx, message);
  const movedVersion = Math.max(0, ...(message.data.moves ?? []).map(({ version }) => version));
  const where = { id: message.data.id, movedVersion: { lt: movedVersion } };
  if (isWritten) await tx.eventReplica.updateMany({ where, data: { movedVersion } });
}

/** Ids of the events that an account plans, at whose sessions, drafts left out, a profile is; the latest session's first. */
export async function plannedEventsOf(sql: Sql, speakerId: string, userId: string): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT e.id::text FROM session_replicas r JOIN event_replicas e ON e.id = r.event_id AND NOT e.deleted
    WHERE r.speaker_ids @> ARRAY[${speakerId}::uuid] AND NOT r.deleted AND r.status <> 'draft' AND ${isInTeam(userId)}
    GROUP BY e.id ORDER BY max(r.id::text) DESC`;
  return rows.map(({ id }) => id);
}

/** What is to be known of an event for what its team may do. */
export interface KnownEvent {
  id: string;
  /** The one that it got last. */
  slug: string;
  public: boolean;
  isPlanned: boolean;
}

/**
 * The event that the caller plans, by its id or a slug.
 * @throws DomainError 404, also for a draft of others; 403
 */
export async function requireTeam(db: Db, reference: string, caller: Caller): Promise<KnownEvent> {
  const id = await resolveEventId(db, reference);
  const [event] = await db.$queryRaw<KnownEvent[]>`
    SELECT e.id::text, e.public, coalesce(${isInTeam(caller.userId)}, false) AS "isPlanned",
      (SELECT slug FROM event_slug_replicas WHERE event_id = e.id ORDER BY claimed_at DESC LIMIT 1) AS slug
    FROM event_replicas e WHERE e.id = ${id ?? null}::uuid AND NOT e.deleted`;
  const isTeam = event && (event.isPlanned || isAdmin(caller));
  if (!event || !(event.public || isTeam)) throw notFound('event');
  if (!isTeam) throw forbidden('Only the team of the event may do this.');
  return event;
}

/** @returns false where the event itself is not known yet */
async function upsertMembers(
  tx: Tx,
  eventId: string,
  sequence: number,
  members: MembersState['members'],
): Promise<boolean> {
  const organizerIds = members.filter(({ role }) => role === 'organizer').map(({ userId }) => userId);
  const written = await tx.$executeRaw`
    UPDATE event_replicas SET organizer_ids = ${organizerIds}::uuid[], members_version = ${sequence}
    WHERE id = ${eventId}::uuid AND members_version < ${sequence}`;
  return written === 1 || (await tx.eventReplica.count({ where: { id: eventId } })) === 1;
}

/**
 * Keeps who plans an event, unless something newer is known. Every message of one member carries all.
 * @throws Error for an event whose first message has been overtaken: the message is retried
 */
export async function upsertEventMembers(
  tx: Tx,
  { data: { eventId, members }, sequence }: Message<MembersState>,
): Promise<void> {
  const isKnown = await upsertMembers(tx, eventId, sequence, members);
  if (!isKnown) throw new Error(`event ${eventId} is not known yet`);
}

/** Whether the account plans an event `e`, as a part of a statement; null where no message has told who does. */
export const isInTeam = (userId: string): Prisma.Sql =>
  Prisma.sql`(e.owner_id = ${userId}::uuid OR ${userId}::uuid = ANY(e.organizer_ids))`;

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

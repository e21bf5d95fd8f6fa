import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { EventState, MembersState } from '@ems/contracts';
import type { Db, Tx } from '../shared/database';

export type EventMessage = Message<EventState | { id: string }>;

/** Where an event takes place, and why it does not; absent where that was not sent yet. */
export type EventDetails = Pick<EventState, 'venue' | 'onlineUrl' | 'cancelReason'>;

/**
 * Stores what events are, unless a newer version is known. What was deleted leaves a tombstone, so that a late message does
 * not bring the event back.
 */
export async function upsertEvents(sql: Sql, messages: readonly EventMessage[]): Promise<void> {
  const rows = newestOf(messages).map(({ subject, sequence, data }) => ({
    id: subject,
    version: sequence,
    ...('status' in data ? columnsOf(data) : { slug: '', title: '', open: false, details: {} }),
  }));
  await sql.$executeRaw`
    INSERT INTO event_replicas AS existing (id, version, owner_id, slug, title, open, status, starts_at, ends_at, timezone,
      details, members, members_version)
    SELECT id, version, owner_id, slug, title, open, status, starts_at, ends_at, timezone, details, coalesce(members, '[]'),
      CASE WHEN members IS NULL THEN 0 ELSE version END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS e (id uuid, version int, owner_id uuid, slug text, title text, open boolean, status text, starts_at timestamptz,
        ends_at timestamptz, timezone text, details jsonb, members jsonb) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, owner_id = excluded.owner_id, slug = excluded.slug,
      title = excluded.title, open = excluded.open, status = excluded.status, starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, timezone = excluded.timezone, details = existing.details || excluded.details,
      members = CASE WHEN existing.members_version < excluded.members_version THEN excluded.members ELSE existing.members END,
      members_version = greatest(existing.members_version, excluded.members_version)
    WHERE existing.version < excluded.version`;
}

const columnsOf = ({ venue, onlineUrl, cancelReason, ...event }: EventState) => ({
  owner_id: event.ownerId,
  slug: event.slug,
  title: event.title,
  open: openStatuses.has(event.status),
  status: event.status,
  starts_at: event.startsAt,
  ends_at: event.endsAt,
  timezone: event.timezone,
  details: { venue, onlineUrl, cancelReason } satisfies EventDetails,
  members: event.members,
});

/** Of events that are neither cancelled nor completed. */
const openStatuses: ReadonlySet<string> = new Set<EventState['status']>(['draft', 'published']);

/**
 * Stores who the members of an event are, unless something newer is known. Every message of one member carries all.
 * @throws Error for an event whose first message has been overtaken: the message is retried
 */
export async function upsertMembers(
  tx: Tx,
  { data: { eventId, members }, sequence }: Message<MembersState>,
): Promise<void> {
  await tx.eventReplica.updateMany({
    where: { id: eventId, membersVersion: { lt: sequence } },
    data: { members, membersVersion: sequence },
  });
  if ((await tx.eventReplica.count({ where: { id: eventId } })) === 0)
    throw new Error(`event ${eventId} is not known yet`);
}

/** All events that an account owns; tombstones have no owner. */
export const listEventsOf = (db: Db | Tx, ownerId: string) =>
  db.eventReplica.findMany({
    where: { ownerId },
    select: { id: true, slug: true, title: true },
    orderBy: { id: 'asc' },
  });

/** Events of an owner that are neither cancelled nor completed. */
export const listOpenEventsOf = (tx: Tx, ownerId: string) =>
  tx.eventReplica.findMany({
    where: { ownerId, open: true },
    select: { id: true, slug: true, title: true },
    orderBy: { id: 'asc' },
  });

import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import type { Db, Tx } from '../shared/database';

/**
 * Stores who owns which event, unless a newer version is known. What was deleted leaves a tombstone, so that a late message does
 * not bring the event back.
 */
export async function upsertEvents(sql: Sql, messages: readonly Message<EventState | { id: string }>[]): Promise<void> {
  const rows = newestOf(messages).map(({ subject, sequence, data }) => ({
    id: subject,
    version: sequence,
    ...('status' in data
      ? {
          owner_id: data.ownerId,
          slug: data.slug,
          title: data.title,
          open: openStatuses.has(data.status),
          status: data.status,
          members: data.members,
        }
      : { owner_id: null, slug: '', title: '', open: false, members: [] }),
  }));
  await sql.$executeRaw`
    INSERT INTO event_replicas AS existing (id, version, owner_id, slug, title, open, status, members)
    SELECT id, version, owner_id, slug, title, open, status, coalesce(members, '[]')
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS e (id uuid, version int, owner_id uuid, slug text, title text, open boolean, status text, members jsonb) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, owner_id = excluded.owner_id, slug = excluded.slug,
      title = excluded.title, open = excluded.open, status = excluded.status, members = excluded.members
    WHERE existing.version < excluded.version`;
}

/** Of events that are neither cancelled nor completed. */
const openStatuses: ReadonlySet<string> = new Set<EventState['status']>(['draft', 'published']);

/** All events that an account owns; tombstones have no owner. */
export const listEventsOf = (db: Db | Tx, ownerId: string) =>
  db.eventReplica.findMany({ where: { ownerId }, orderBy: { id: 'asc' } });

/** Events of an owner that are neither cancelled nor completed. */
export const listOpenEventsOf = (tx: Tx, ownerId: string) =>
  tx.eventReplica.findMany({
    where: { ownerId, open: true },
    select: { id: true, slug: true, title: true },
    orderBy: { id: 'asc' },
  });

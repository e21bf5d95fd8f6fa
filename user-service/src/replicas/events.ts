import type { Message } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import type { Db, Tx } from '../shared/database';

/** Stores who owns which event, unless a newer version is known. */
export const upsertEvent = (tx: Tx, { subject, sequence, data }: Message<EventState>): Promise<void> =>
  upsert(tx, subject, sequence, { ...data, open: data.status === 'draft' || data.status === 'published' });

/** Leaves a tombstone, so that a late message does not bring the event back. */
export const tombstoneEvent = (tx: Tx, { subject, sequence }: Message<unknown>): Promise<void> =>
  upsert(tx, subject, sequence, { ownerId: null, slug: '', title: '', open: false });

interface EventReplica {
  ownerId: string | null;
  slug: string;
  title: string;
  /** Neither cancelled nor completed. */
  open: boolean;
}

async function upsert(tx: Tx, id: string, sequence: number, event: EventReplica): Promise<void> {
  const { ownerId, slug, title, open } = event;
  await tx.$executeRaw`
    INSERT INTO event_replicas AS existing (id, version, owner_id, slug, title, open)
    VALUES (${id}::uuid, ${sequence}, ${ownerId}::uuid, ${slug}, ${title}, ${open})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, owner_id = excluded.owner_id, slug = excluded.slug,
      title = excluded.title, open = excluded.open
    WHERE existing.version < excluded.version`;
}

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

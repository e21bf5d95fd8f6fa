import type { Message } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/** Keeps who owns which event, unless something newer is known. */
export const followEvent = (tx: Tx, { subject, sequence, data }: Message<EventState>): Promise<void> =>
  keep(tx, subject, sequence, { ...data, open: data.status === 'draft' || data.status === 'published' });

/** A tombstone stays, so that a late message does not bring the event back. */
export const forgetEvent = (tx: Tx, { subject, sequence }: Message<unknown>): Promise<void> =>
  keep(tx, subject, sequence, { ownerId: null, slug: '', title: '', open: false });

interface Kept {
  ownerId: string | null;
  slug: string;
  title: string;
  open: boolean;
}

async function keep(tx: Tx, id: string, sequence: number, { ownerId, slug, title, open }: Kept): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO event_copies AS held (id, version, owner_id, slug, title, open)
    VALUES (${id}::uuid, ${sequence}, ${ownerId}::uuid, ${slug}, ${title}, ${open})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, owner_id = excluded.owner_id, slug = excluded.slug,
      title = excluded.title, open = excluded.open
    WHERE held.version < excluded.version`;
}

/** Events of an owner that still take place. */
export const openEventsOf = (tx: Tx, ownerId: string) =>
  tx.eventCopy.findMany({
    where: { ownerId, open: true },
    select: { id: true, slug: true, title: true },
    orderBy: { id: 'asc' },
  });

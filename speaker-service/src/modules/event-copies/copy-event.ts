import type { Message } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/** Keeps whether everybody may see an event, unless something newer is known of it. */
export const copyEvent = (tx: Tx, { data, sequence }: Message<EventState>) =>
  upsert(tx, data.id, sequence, data.status !== 'draft');

/** Leaves a row, so that a late message of the event does not show it again. */
export const forgetEvent = (tx: Tx, { data, sequence }: Message<{ id: string }>) =>
  upsert(tx, data.id, sequence, false);

async function upsert(tx: Tx, id: string, version: number, isPublic: boolean): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO event_copies AS held (id, version, public) VALUES (${id}::uuid, ${version}, ${isPublic})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, public = excluded.public
    WHERE held.version < excluded.version`;
}

import type { Message } from '@ems/chassis/messaging';
import type { SessionState } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/** Keeps who is on a session, unless something newer is known of it. */
export const copySession = (tx: Tx, { data, sequence }: Message<SessionState>) =>
  upsert(tx, sequence, false, data, data.speakerIds);

/** Leaves a tombstone, so that a late message of the session changes nothing. */
export const forgetSession = (tx: Tx, { data, sequence }: Message<{ id: string; eventId: string }>) =>
  upsert(tx, sequence, true, data, []);

async function upsert(
  tx: Tx,
  version: number,
  deleted: boolean,
  { id, eventId }: { id: string; eventId: string },
  speakerIds: string[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO session_copies AS held (id, version, deleted, event_id, speaker_ids)
    VALUES (${id}::uuid, ${version}, ${deleted}, ${eventId}::uuid, ${speakerIds}::uuid[])
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, speaker_ids = excluded.speaker_ids
    WHERE held.version < excluded.version`;
}

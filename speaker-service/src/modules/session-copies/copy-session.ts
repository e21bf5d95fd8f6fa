import type { Message } from '@ems/chassis/messaging';
import type { SessionState } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/** Keeps what a session is and who is on it, unless something newer is known of it. */
export const copySession = (tx: Tx, { data, sequence }: Message<SessionState>) => upsert(tx, sequence, false, data);

/** Leaves a tombstone, so that a late message of the session changes nothing. */
export const forgetSession = (tx: Tx, { data, sequence }: Message<{ id: string; eventId: string }>) =>
  upsert(tx, sequence, true, { ...data, title: '', state: 'canceled', speakerIds: [] });

async function upsert(
  tx: Tx,
  version: number,
  deleted: boolean,
  { id, eventId, title, state, speakerIds }: SessionState,
): Promise<void> {
  // A message may name a profile that was merged since, or is being merged now: then this waits until that is done.
  await tx.$queryRaw`SELECT 1 FROM speakers WHERE id = ANY(${speakerIds}::uuid[]) ORDER BY id FOR KEY SHARE`;
  await tx.$executeRaw`
    INSERT INTO session_copies AS held (id, version, deleted, event_id, title, state, speaker_ids)
    SELECT ${id}::uuid, ${version}, ${deleted}, ${eventId}::uuid, ${title}, ${state},
      coalesce(array_agg(DISTINCT coalesce(into_id, named)), '{}')
    FROM unnest(${speakerIds}::uuid[]) AS named LEFT JOIN merged_speakers ON merged_speakers.id = named
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted,
      title = excluded.title, state = excluded.state, speaker_ids = excluded.speaker_ids
    WHERE held.version < excluded.version`;
}

/** Puts the profile that stands in the place of the merged one, as session-service will when it hears of the merge. */
export async function followMerge(tx: Tx, id: string, into: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE session_copies SET speaker_ids = ARRAY(
      SELECT DISTINCT unnest(array_replace(speaker_ids, ${id}::uuid, ${into}::uuid)))
    WHERE speaker_ids @> ARRAY[${id}::uuid]`;
}

import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { SessionState } from '@ems/contracts';

export type SessionMessage = Message<SessionState | { id: string; eventId: string }>;

/** Stores who has proposed what and who speaks, unless something newer is known; what was deleted leaves a tombstone. */
export async function upsertSessions(sql: Sql, messages: readonly SessionMessage[]): Promise<void> {
  const rows = newestOf(messages).map(({ data, sequence }) => ({
    version: sequence,
    ...('status' in data
      ? { ...data, announcedStatus: data.announcedStatus ?? data.status, deleted: false }
      : { ...data, title: '', announcedStatus: 'cancelled', speakerIds: [], deleted: true }),
  }));
  await sql.$executeRaw`
    INSERT INTO session_replicas AS existing (id, version, deleted, event_id, title, announced_status, submitter_id, speaker_ids)
    SELECT id, version, deleted, "eventId", title, "announcedStatus", "submitterId",
      ARRAY(SELECT jsonb_array_elements_text("speakerIds")::uuid)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s (id uuid, version int, deleted boolean, "eventId" uuid,
      title text, "announcedStatus" text, "submitterId" uuid, "speakerIds" jsonb) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, event_id = excluded.event_id,
      title = excluded.title, announced_status = excluded.announced_status, speaker_ids = excluded.speaker_ids,
      submitter_id = coalesce(excluded.submitter_id, existing.submitter_id)
    WHERE existing.version < excluded.version AND NOT existing.deleted`;
}

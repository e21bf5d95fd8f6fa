import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { SpeakerContact, SpeakerState } from '@ems/contracts';

export type SpeakerMessage = Message<SpeakerState | { id: string } | { id: string; into: string }>;

/**
 * Stores whose profile is whose, unless something newer is known. One that was deleted, or merged into another, leaves a
 * tombstone without name and address.
 */
export async function upsertSpeakers(sql: Sql, messages: readonly SpeakerMessage[]): Promise<void> {
  const rows = newestOf(messages).map(({ data, sequence }) => ({
    id: data.id,
    version: sequence,
    deleted: !('createdBy' in data),
    ...('createdBy' in data && { name: data.name, userId: data.userId }),
    ...('into' in data && { into: data.into }),
  }));
  await sql.$executeRaw`
    INSERT INTO speaker_replicas AS existing (id, version, deleted, name, user_id, merged_into)
    SELECT id, version, deleted, name, "userId", "into"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS s (id uuid, version int, deleted boolean, name text, "userId" uuid, "into" uuid) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, user_id = excluded.user_id,
      name = CASE WHEN NOT excluded.deleted THEN coalesce(excluded.name, existing.name) END,
      email = CASE WHEN NOT excluded.deleted THEN existing.email END, merged_into = excluded.merged_into
    WHERE existing.version < excluded.version AND NOT existing.deleted`;
  const merged = rows.filter(row => 'into' in row);
  if (merged.length === 0) return;
  // What the one was told of their times, the other knows.
  await sql.$executeRaw`
    UPDATE mailed_schedules mailed SET speaker_id = "into"
    FROM jsonb_to_recordset(${JSON.stringify(merged)}::jsonb) AS m (id uuid, "into" uuid)
    WHERE mailed.speaker_id = m.id AND NOT EXISTS (
      SELECT FROM mailed_schedules other WHERE other.event_id = mailed.event_id AND other.speaker_id = m."into")`;
}

/** Stores where speakers get mail, unless something newer is known. */
export async function upsertSpeakerContacts(sql: Sql, messages: readonly Message<SpeakerContact>[]): Promise<void> {
  const newest = new Map<string, { id: string; email: string | null; version: number }>();
  for (const { data, sequence } of messages)
    if ((newest.get(data.id)?.version ?? 0) < sequence) newest.set(data.id, { ...data, version: sequence });
  await sql.$executeRaw`
    INSERT INTO speaker_replicas AS existing (id, email, contact_version)
    SELECT id, email, version
    FROM jsonb_to_recordset(${JSON.stringify([...newest.values()])}::jsonb) AS s (id uuid, email text, version int) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET email = excluded.email, contact_version = excluded.contact_version
    WHERE existing.contact_version < excluded.contact_version AND NOT existing.deleted`;
}

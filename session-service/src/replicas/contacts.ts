import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import type { SharedSpeakerContact } from '@ems/contracts';
import { Prisma } from '../generated/prisma/client';

/** Keeps where the speakers of events are reached, unless something newer is known. */
export async function upsertContacts(sql: Sql, messages: readonly Message<SharedSpeakerContact>[]): Promise<void> {
  const rows = messages.map(({ data, sequence, time }) => ({ ...data, version: sequence, changedAt: time }));
  await sql.$executeRaw`
    INSERT INTO contact_replicas AS current (speaker_id, event_id, version, email, changed_at)
    SELECT DISTINCT ON (c."eventId", c."speakerId") c."speakerId", c."eventId", c.version, c.email, c."changedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS c ("speakerId" uuid, "eventId" uuid, email text, version int, "changedAt" timestamptz)
    ORDER BY c."eventId", c."speakerId", c.version DESC, c."changedAt" DESC
    ON CONFLICT (event_id, speaker_id) DO UPDATE SET
      version = excluded.version, email = excluded.email, changed_at = excluded.changed_at
    WHERE (current.version, current.changed_at) < (excluded.version, excluded.changed_at)`;
}

/** Empties addresses: what is known of their versions stays, so that a late message brings none back. */
export async function forgetContacts(
  sql: Sql,
  of: { userId: string } | { speakerId: string } | { eventId: string },
): Promise<void> {
  const which =
    'userId' in of
      ? Prisma.sql`speaker_id IN (SELECT id FROM speaker_replicas WHERE user_id = ${of.userId}::uuid)`
      : 'speakerId' in of
        ? Prisma.sql`speaker_id = ${of.speakerId}::uuid`
        : Prisma.sql`event_id = ${of.eventId}::uuid`;
  await sql.$executeRaw`UPDATE contact_replicas SET email = NULL WHERE ${which} AND email IS NOT NULL`;
}

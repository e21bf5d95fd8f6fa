import { newId } from '@ems/chassis/database';
import { storedContext } from '@ems/chassis/log';
import type { Announcement } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';

/** So that what concerns one person alone does not wait for what concerns thousands, nor the mail server gets it all at once. */
const perSecond = 5;

/** Writes the mails of an announcement into the outbox of mails: due one after another, after those of the ones before. */
export async function enqueueAnnouncement(
  tx: Tx,
  { id, eventId }: Announcement,
  userIds: readonly string[],
): Promise<void> {
  const rows = userIds.map((userId, index) => ({ id: newId(), userId, seconds: index / perSecond }));
  await tx.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id, event_id, announcement_id, context, retry_at)
    SELECT r.id, 'announcement ' || ${id} || '/' || r."userId", 'announcement', r."userId", ${eventId}::uuid, ${id}::uuid, ${storedContext()}::jsonb,
      due.start + r.seconds * interval '1 second'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (id uuid, "userId" uuid, seconds float8), (
      SELECT greatest(now(), max(retry_at)) AS start FROM mails
      WHERE kind = 'announcement' AND sent_at IS NULL AND failed_at IS NULL AND claimed_at IS NULL AND attempts = 0) AS due
    ON CONFLICT (send_key) DO NOTHING`;
}

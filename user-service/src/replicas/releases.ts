import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import type { ReleasedSchedule } from '@ems/contracts';

/**
 * Stores what the public sees of an event's schedule, unless something newer is known; locks it until the end of the transaction.
 * @returns false where something newer is known, or the message is of before there were times in it
 */
export async function upsertRelease(sql: Sql, { data, time }: Message<ReleasedSchedule>): Promise<boolean> {
  if (!data.sessions?.every(({ slots }) => slots)) return false;
  const written = await sql.$executeRaw`
    INSERT INTO release_replicas AS existing (event_id, released_at, sessions)
    VALUES (${data.eventId}::uuid, ${time}, ${JSON.stringify(data.sessions)}::jsonb)
    ON CONFLICT (event_id) DO UPDATE SET released_at = excluded.released_at, sessions = excluded.sessions
    WHERE existing.released_at < excluded.released_at`;
  return written === 1;
}

import type { Sql } from '@ems/chassis/database';

/**
 * Notes who is in an event's schedule, before they are asked for: whatever becomes of a profile from then on is counted by
 * {@link bumpRevisions}, and what became of it earlier is in the answer. Who was once in it stays noted, as a slow load
 * must not forget whom a newer one has noted; a change of theirs costs a composition too many.
 * @returns how many were not noted before
 */
export async function noteSpeakers(sql: Sql, eventId: string, speakerIds: readonly string[]): Promise<number> {
  if (speakerIds.length === 0) return 0;
  return sql.$executeRaw`
    INSERT INTO schedule_speakers (speaker_id, event_id)
    SELECT s.id, e.id FROM unnest(${speakerIds}::uuid[]) s(id), events e
    WHERE e.id = ${eventId}::uuid
      AND NOT EXISTS (SELECT FROM schedule_speakers n WHERE n.speaker_id = s.id AND n.event_id = e.id)
    ON CONFLICT DO NOTHING`;
}

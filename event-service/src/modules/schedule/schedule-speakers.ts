import type { Sql } from '@ems/chassis/database';

/**
 * Notes who is in an event's schedule, before they are asked for: whatever becomes of a profile from then on is counted by
 * {@link bumpRevisionsOf}, and what became of it earlier is in the answer. Who was once in it stays noted, as a slow load
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

/** Counts changes of speakers in each schedule that shows them. */
export async function bumpRevisionsOf(
  sql: Sql,
  changes: readonly { speakerId: string; changedAt: Date }[],
): Promise<void> {
  const rows = changes.map(({ speakerId, changedAt }) => ({ speaker_id: speakerId, changed_at: changedAt }));
  // In the order of the scopes, so that two who count changes of the same ones do not wait for each other.
  await sql.$executeRaw`
    INSERT INTO schedule_revisions AS current (scope, revision, changed_at)
    SELECT s.event_id::text, count(*), max(c.changed_at)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c (speaker_id uuid, changed_at timestamptz)
    JOIN schedule_speakers s ON s.speaker_id = c.speaker_id
    GROUP BY 1 ORDER BY 1
    ON CONFLICT (scope) DO UPDATE SET
      revision = current.revision + excluded.revision,
      changed_at = greatest(current.changed_at, excluded.changed_at)`;
}

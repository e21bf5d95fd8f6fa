import type { Sql } from '@ems/chassis/database';

/** The scope of all speakers: counts what may have changed any of them. */
export const speakersScope = 'speakers';

/** What has changed: a schedule, by its event's id, or all, by {@link speakersScope}; or a speaker, in whichever they stand. */
export type ScheduleChange = { changedAt: Date } & ({ scope: string } | { speakerId: string });

/**
 * Counts changes of schedules' data. Called once per message (the inbox sees to that), and in any order: a revision only grows,
 * and the time is that of the newest message.
 */
export async function bumpRevisions(sql: Sql, changes: readonly ScheduleChange[]): Promise<void> {
  // In the order of the scopes, so that two who count changes of the same ones do not wait for each other.
  await sql.$executeRaw`
    WITH changed AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
        AS c (scope text, "speakerId" uuid, "changedAt" timestamptz))
    INSERT INTO schedule_revisions AS current (scope, revision, changed_at)
    SELECT coalesce(c.scope, s.event_id::text), count(*), max(c."changedAt")
    FROM changed c LEFT JOIN schedule_speakers s ON s.speaker_id = c."speakerId"
    WHERE c.scope IS NOT NULL OR s.event_id IS NOT NULL
    GROUP BY 1 ORDER BY 1
    ON CONFLICT (scope) DO UPDATE SET
      revision = current.revision + excluded.revision,
      changed_at = greatest(current.changed_at, excluded.changed_at)`;
}

import type { Sql } from '@ems/chassis/database';
import type { Db } from '../../shared/database';

/** The scope of all speakers, who are in the schedules of many events. */
export const speakersScope = 'speakers';

/** What has changed: an event's schedule, by the event's id, or {@link speakersScope}. */
export interface ScheduleChange {
  scope: string;
  changedAt: Date;
}

/**
 * Counts changes of schedules' data. Called once per message (the inbox sees to that), and in any order: a revision only grows,
 * and the time is that of the newest message.
 */
export async function bumpRevisions(sql: Sql, changes: readonly ScheduleChange[]): Promise<void> {
  const rows = changes.map(({ scope, changedAt }) => ({ scope, changed_at: changedAt.toISOString() }));
  // In the order of the scopes, so that two who count changes of the same ones do not wait for each other.
  await sql.$executeRaw`
    INSERT INTO schedule_revisions AS current (scope, revision, changed_at)
    SELECT scope, count(*), max(changed_at)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c (scope text, changed_at timestamptz)
    GROUP BY scope ORDER BY scope
    ON CONFLICT (scope) DO UPDATE SET
      revision = current.revision + excluded.revision,
      changed_at = greatest(current.changed_at, excluded.changed_at)`;
}

/** When the schedule of an event, or a speaker who may be in it, last changed; undefined before the first message. */
export async function lastChangedAt(db: Db, eventId: string): Promise<Date | undefined> {
  const rows = await db.scheduleRevision.findMany({ where: { scope: { in: [eventId, speakersScope] } } });
  return rows.map(row => row.changedAt).toSorted((a, b) => b.getTime() - a.getTime())[0];
}

/** Grows whenever {@link lastChangedAt} does: a schedule that was loaded at the same revision is still right. */
export async function currentRevision(db: Db, eventId: string): Promise<bigint> {
  const [{ revision } = { revision: 0n }] = await db.$queryRaw<{ revision: bigint }[]>`
    SELECT coalesce(sum(revision), 0)::bigint AS revision FROM schedule_revisions
    WHERE scope IN (${eventId}, ${speakersScope})`;
  return revision;
}

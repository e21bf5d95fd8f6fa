import type { Db, Tx } from '../../shared/database';

/** The scope of all speakers, who are in the schedules of many events. */
export const speakersScope = 'speakers';

/**
 * Counts a change of a schedule's data. Called once per message (the inbox sees to that), and in any order: the revision only
 * grows, and the time is that of the newest message.
 * @param scope an event's id, or {@link speakersScope}
 */
export async function bumpRevision(tx: Tx, scope: string, changedAt: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO schedule_revisions AS current (scope, revision, changed_at) VALUES (${scope}, 1, ${changedAt})
    ON CONFLICT (scope) DO UPDATE SET
      revision = current.revision + 1,
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

import type { Db, Tx } from '../../shared/database';

/** The scope of speakers, who are on the programmes of many events. */
export const allSpeakers = 'speakers';

/**
 * Notes that what schedules are made of has changed. Called once per message (the inbox sees to that), and in any order:
 * the count only grows, and the time is the newest that was told.
 * @param scope an event's id, or {@link allSpeakers}
 */
export async function noteChange(tx: Tx, scope: string, changedAt: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO programme_revisions AS r (scope, revision, changed_at) VALUES (${scope}, 1, ${changedAt})
    ON CONFLICT (scope) DO UPDATE SET
      revision = r.revision + 1,
      changed_at = greatest(r.changed_at, excluded.changed_at)`;
}

/** When the programme of an event, or a speaker who may be on it, last changed; undefined before the first message. */
export async function lastChange(db: Db, eventId: string): Promise<Date | undefined> {
  const rows = await db.programmeRevision.findMany({ where: { scope: { in: [eventId, allSpeakers] } } });
  return rows.map(row => row.changedAt).toSorted((a, b) => b.getTime() - a.getTime())[0];
}

/** Grows whenever {@link lastChange} does: what was composed at the same count is still right. */
export async function revisionOf(db: Db, eventId: string): Promise<bigint> {
  const [{ revision } = { revision: 0n }] = await db.$queryRaw<{ revision: bigint }[]>`
    SELECT coalesce(sum(revision), 0)::bigint AS revision FROM programme_revisions
    WHERE scope IN (${eventId}, ${allSpeakers})`;
  return revision;
}

import type { Db, Tx } from '../../shared/database';

/** Ids of the sessions that a speaker is on, as far as session-service has told. */
export async function sessionsOf(db: Db | Tx, speakerId: string): Promise<string[]> {
  const rows = await db.sessionCopy.findMany({
    where: { deleted: false, speakerIds: { has: speakerId } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(row => row.id);
}

/** Those of the speakers that are on any session. */
export async function speakersOnSessions(db: Db | Tx, speakerIds: string[]): Promise<Set<string>> {
  const rows = await db.sessionCopy.findMany({
    where: { deleted: false, speakerIds: { hasSome: speakerIds } },
    select: { speakerIds: true },
  });
  return new Set(rows.flatMap(row => row.speakerIds));
}

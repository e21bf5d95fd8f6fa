import type { Db, Tx } from '../../shared/database';
import type { Speaker } from './schemas';

export const findSpeaker = (db: Db | Tx, id: string): Promise<Speaker | null> =>
  db.speaker.findUnique({ where: { id } });

/** The profile that an account claimed. */
export const findSpeakerOfUser = (db: Db | Tx, userId: string): Promise<Speaker | null> =>
  db.speaker.findUnique({ where: { userId } });

/** Those of the ids that are known, each once, in the order given. */
export async function findSpeakers(db: Db | Tx, ids: readonly string[]): Promise<Speaker[]> {
  const wanted = [...new Set(ids)];
  const rows = await db.speaker.findMany({ where: { id: { in: wanted } } });
  const byId = new Map(rows.map(row => [row.id, row]));
  return wanted.flatMap(id => byId.get(id) ?? []);
}

/** The profile that a merged one was merged into; undefined for every other id. */
export const resolveMergeTarget = async (db: Db | Tx, id: string): Promise<string | undefined> =>
  (await resolveMergeTargets(db, [id])).get(id);

/** By the id of each merged profile among these, the profile that it was merged into. */
export async function resolveMergeTargets(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.mergedSpeaker.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map(({ id, intoId }) => [id, intoId]));
}

/** Locks the row until the transaction ends, so that of two writers the second sees what the first wrote. */
export async function lockSpeakerForUpdate(tx: Tx, id: string): Promise<Speaker | undefined> {
  const [speaker] = await lockSpeakersForUpdate(tx, [id]);
  return speaker;
}

/** Locks the rows in the order of their ids, so that two transactions wait for each other instead of for ever. */
export async function lockSpeakersForUpdate(tx: Tx, ids: readonly string[]): Promise<Speaker[]> {
  await tx.$queryRaw`SELECT 1 FROM speakers WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  return findSpeakers(tx, ids);
}

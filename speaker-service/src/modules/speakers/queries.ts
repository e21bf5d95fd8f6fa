import type { Db, Tx } from '../../shared/database';
import type { Speaker } from './schemas';

export const findSpeaker = (db: Db | Tx, id: string): Promise<Speaker | null> =>
  db.speaker.findUnique({ where: { id } });

/** The profile that an account claimed. */
export const findProfileOf = (db: Db | Tx, userId: string): Promise<Speaker | null> =>
  db.speaker.findUnique({ where: { userId } });

/** Those of the ids that are known, each once, in the order given. */
export async function findSpeakers(db: Db | Tx, ids: readonly string[]): Promise<Speaker[]> {
  const wanted = [...new Set(ids.map(id => id.toLowerCase()))];
  const rows = await db.speaker.findMany({ where: { id: { in: wanted } } });
  const byId = new Map(rows.map(row => [row.id, row]));
  return wanted.flatMap(id => byId.get(id) ?? []);
}

/** Where each of the ids leads that is a merged profile's; the others are not in it. */
export async function findMerged(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.mergedSpeaker.findMany({ where: { id: { in: ids.map(id => id.toLowerCase()) } } });
  return new Map(rows.map(({ id, intoId }) => [id, intoId]));
}

/** Holds the row until the transaction ends, so that of two writers the second sees what the first wrote. */
export async function lockSpeaker(tx: Tx, id: string): Promise<Speaker | null> {
  await tx.$queryRaw`SELECT 1 FROM speakers WHERE id = ${id}::uuid FOR UPDATE`;
  return findSpeaker(tx, id);
}

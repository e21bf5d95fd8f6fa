import type { Sql } from './sql';

/**
 * Counts rows, no further than to `most`.
 * @param select a `SELECT` of them, as the client composes SQL of parts
 */
export async function countRows(db: Sql, select: object, most: number): Promise<number> {
  const [counted] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (${select} LIMIT ${most}) found`;
  return counted?.count ?? 0;
}

import type { Db } from '../../shared/database';

export interface SpeakerFilter {
  q?: string | undefined;
  topic?: string | undefined;
  language?: string | undefined;
  ids?: string[] | undefined;
  createdBy?: string | undefined;
}

/** Place of a profile in a result: best match first, then in the order of their making. */
export interface Found {
  id: string;
  rank: number;
}

/**
 * Finds profiles; `q` compares whole words without regard to accents and case (`"…"`, `or` and `-` as on the web).
 * @param after the last one seen
 */
export function searchSpeakers(
  db: Db,
  filter: SpeakerFilter,
  after: readonly [rank: number, id: string] | undefined,
  limit: number,
): Promise<Found[]> {
  const { q = null, topic = null, language = null, ids = null, createdBy = null } = filter;
  const [rank, id] = after ?? [null, null];
  return db.$queryRaw<Found[]>`
    SELECT id, rank FROM (
      SELECT id, CASE WHEN ${q}::text IS NULL THEN 0 ELSE ts_rank(
        document, websearch_to_tsquery('simple', folded(${q}::text))) END::float8 AS rank
      FROM speakers
      WHERE (${q}::text IS NULL OR document @@ websearch_to_tsquery('simple', folded(${q}::text)))
        AND (${topic}::text IS NULL OR topics @> ARRAY[${topic}::text])
        AND (${language}::text IS NULL OR languages @> ARRAY[${language}::text])
        AND (${ids}::uuid[] IS NULL OR id = ANY(${ids}::uuid[]))
        AND (${createdBy}::uuid IS NULL OR created_by = ${createdBy}::uuid)
    ) found
    WHERE ${id}::uuid IS NULL OR rank < ${rank}::float8 OR (rank = ${rank}::float8 AND id > ${id}::uuid)
    ORDER BY rank DESC, id LIMIT ${limit}`;
}

import type { Caller } from '@ems/chassis/auth';
import { countRows, type Sql } from '@ems/chassis/database';
import { keyset } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import { type ShownSpeaker, shownColumns } from './repository';

export interface SpeakerFilter {
  q?: string | undefined;
  topic?: string[] | undefined;
  language?: string[] | undefined;
  ids?: string[] | undefined;
  createdBy?: string | undefined;
}

/** A profile and its place in a result: best match first, then in the order of creation. */
export type Found = ShownSpeaker & { rank: number };

export const searchKeyset = keyset(['float8', 'uuid'], ({ rank, id }: Found): [number, string] => [rank, id]);

/**
 * Finds profiles; `q` compares the beginnings of words without regard to accents and case (`"…"`, `or` and `-` as on the web).
 * @param after the last one seen
 */
export function searchSpeakers(
  db: Sql,
  filter: SpeakerFilter,
  caller: Caller | null,
  after: readonly [rank: number, id: string] | undefined,
  limit: number,
): PromiseLike<Found[]> {
  const { q = null } = filter;
  const [rank, id] = after ?? [null, null];
  return db.$queryRaw<Found[]>`
    WITH page AS (
      SELECT id, rank FROM (
        SELECT id, CASE WHEN ${q}::text IS NULL THEN 0 ELSE ts_rank(
          document, to_search_query(${q}::text)) END::float8 AS rank
        FROM speakers WHERE ${matching(filter)}
      ) found
      WHERE ${id}::uuid IS NULL OR rank < ${rank}::float8 OR (rank = ${rank}::float8 AND id > ${id}::uuid)
      ORDER BY rank DESC, id LIMIT ${limit})
    SELECT ${shownColumns(caller)}, page.rank FROM speakers s JOIN page ON page.id = s.id ORDER BY page.rank DESC, s.id`;
}

/** How many such profiles there are, counted to `most`. */
export const countSpeakers = (db: Sql, filter: SpeakerFilter, most: number): Promise<number> =>
  countRows(db, Prisma.sql`SELECT FROM speakers WHERE ${matching(filter)}`, most);

function matching(filter: SpeakerFilter): Prisma.Sql {
  const { q = null, topic = null, language = null, ids = null, createdBy = null } = filter;
  return Prisma.sql`(${q}::text IS NULL OR document @@ to_search_query(${q}::text))
    AND (${topic}::text[] IS NULL OR fold_texts(topics) && fold_texts(${topic}::text[]))
    AND (${language}::text[] IS NULL OR languages && ${language}::text[])
    AND (${ids}::uuid[] IS NULL OR id = ANY(${ids}::uuid[]))
    AND (${createdBy}::uuid IS NULL OR created_by = ${createdBy}::uuid)`;
}

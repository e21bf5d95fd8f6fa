import type { Caller } from '@ems/chassis/auth';
import { countRows, type Sql, suitsAll } from '@ems/chassis/database';
import { keyset } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import { speaksAt } from './appearing';
import { shownColumns } from './repository';
import type { ShownSpeaker } from './schemas';

export interface SpeakerFilter {
  q?: string | undefined;
  topic?: string[] | undefined;
  language?: string[] | undefined;
  ids?: string[] | undefined;
  createdBy?: string | undefined;
  /** Who speaks there, as far as the caller may know. */
  eventId?: string | undefined;
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
  const { q, ...others } = filter;
  const [rank, id] = after ?? [null, null];
  if (q === undefined)
    return db.$queryRaw<Found[]>`
      SELECT ${shownColumns(caller)}, 0::float8 AS rank FROM speakers s
      WHERE ${matching(others, caller)} AND (${id}::uuid IS NULL OR s.id > ${id}::uuid) ORDER BY s.id LIMIT ${limit}`;
  // By the index of words first, whatever else is asked for: so it needs no plan of its own for each word.
  return db.$queryRaw<Found[]>`
    WITH page AS (
      SELECT id, rank FROM (
        SELECT s.id, ts_rank(s.document, words)::float8 AS rank FROM to_search_query(${q}) words, speakers s
        WHERE s.document @@ words AND ${suitsAll(matching(others, caller))}
      ) found
      WHERE ${id}::uuid IS NULL OR rank < ${rank}::float8 OR (rank = ${rank}::float8 AND id > ${id}::uuid)
      ORDER BY rank DESC, id LIMIT ${limit})
    SELECT ${shownColumns(caller)}, page.rank FROM speakers s JOIN page ON page.id = s.id ORDER BY page.rank DESC, s.id`;
}

/** All who speak at an event, in the order of their names, as far as the caller may know. */
export const findSpeakersAt = (db: Sql, eventId: string, caller: Caller): PromiseLike<ShownSpeaker[]> =>
  db.$queryRaw<ShownSpeaker[]>`
    SELECT ${shownColumns(caller)} FROM speakers s WHERE ${speaksAt(eventId, caller)} ORDER BY fold_text(s.name), s.id`;

/** How many such profiles there are, counted to `most`. */
export const countSpeakers = (
  db: Sql,
  { q, ...others }: SpeakerFilter,
  caller: Caller | null,
  most: number,
): Promise<number> =>
  countRows(
    db,
    Prisma.sql`SELECT FROM speakers s
      WHERE (${q ?? null}::text IS NULL OR s.document @@ to_search_query(${q ?? null}::text)) AND ${matching(others, caller)}`,
    most,
  );

function matching(filter: Omit<SpeakerFilter, 'q'>, caller: Caller | null): Prisma.Sql {
  const { topic = null, language = null, ids = null, createdBy = null, eventId } = filter;
  return Prisma.sql`(${topic}::text[] IS NULL OR fold_texts(s.topics) && fold_texts(${topic}::text[]))
    AND (${language}::text[] IS NULL OR s.languages && ${language}::text[])
    AND (${ids}::uuid[] IS NULL OR s.id = ANY(${ids}::uuid[]))
    AND (${createdBy}::uuid IS NULL OR s.created_by = ${createdBy}::uuid)
    AND ${eventId === undefined ? Prisma.sql`true` : speaksAt(eventId, caller)}`;
}

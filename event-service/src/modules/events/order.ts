import { Prisma } from '../../generated/prisma/client';

/** Of the last event seen. */
type Key = readonly [key: number, id: string];

/** An order of a list of events. */
export interface Order {
  name: string;
  keyType: 'epochMs' | 'float8';
  isDown: boolean;
  /** SQL of a page, in order: of each event `e` that fits its id, and its key. */
  page(conditions: readonly Prisma.Sql[], after: Key | undefined, limit: number): Prisma.Sql;
}

const all = (conditions: readonly Prisma.Sql[]) => Prisma.join([...conditions], ' AND ');

/** By an instant, which has an index with the id; the key is in milliseconds since 1970, which is all that the column keeps. */
const byInstant = (name: string, column: Prisma.Sql, isDown: boolean): Order => ({
  name,
  keyType: 'epochMs',
  isDown,
  page(conditions, after, limit) {
    const [direction, beyond] = isDown ? [Prisma.sql`DESC`, Prisma.sql`<`] : [Prisma.sql`ASC`, Prisma.sql`>`];
    const rest = after
      ? [Prisma.sql`(${column}, e.id) ${beyond} (to_timestamp(${after[0]}::float8 / 1000), ${after[1]}::uuid)`]
      : [];
    return Prisma.sql`
      SELECT e.id, (extract(epoch FROM ${column}) * 1000)::float8 AS key FROM events e
      WHERE ${all([...conditions, ...rest])} ORDER BY ${column} ${direction}, e.id ${direction} LIMIT ${limit}`;
  },
});

/** So many matches are ranked: that reads each, and a word that all events have would cost the more, the more there are. */
const mostRanked = 500;

/** Key of a match among more than these; a rank is never below zero. */
const unranked = -1;

/** Best match first; where too many match, the newest. */
const byRank = (q: string): Order => ({
  name: 'rank',
  keyType: 'float8',
  isDown: true,
  page(conditions, after, limit) {
    const query = Prisma.sql`to_search_query(${q})`;
    if (after?.[0] === unranked)
      return Prisma.sql`
        SELECT e.id, ${unranked}::float8 AS key FROM events e
        WHERE ${all([...conditions, Prisma.sql`e.id < ${after[1]}::uuid`])} ORDER BY e.id DESC LIMIT ${limit}`;
    if (after)
      return Prisma.sql`
        SELECT id, key FROM (SELECT e.id, ts_rank(e.document, ${query})::float8 AS key FROM events e WHERE ${all(conditions)}) ranked
        WHERE (key, id) < (${after[0]}::float8, ${after[1]}::uuid) ORDER BY key DESC, id DESC LIMIT ${limit}`;
    return Prisma.sql`
      WITH matching AS MATERIALIZED (
        SELECT e.id, e.document FROM events e WHERE ${all(conditions)} ORDER BY e.id DESC LIMIT ${mostRanked + 1})
      SELECT id, CASE WHEN (SELECT count(*) FROM matching) > ${mostRanked} THEN ${unranked}::float8
        ELSE ts_rank(document, ${query})::float8 END AS key
      FROM matching ORDER BY key DESC, id DESC LIMIT ${limit}`;
  },
});

const orders = {
  startsAt: byInstant('startsAt', Prisma.sql`e.starts_at`, false),
  '-startsAt': byInstant('-startsAt', Prisma.sql`e.starts_at`, true),
  '-createdAt': byInstant('-createdAt', Prisma.sql`e.created_at`, true),
};

export function orderOf(sort: keyof typeof orders | undefined, q: string | undefined): Order {
  if (sort) return orders[sort];
  return q === undefined ? orders.startsAt : byRank(q);
}

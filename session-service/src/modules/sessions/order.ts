import { type Keyset, keyset } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';

/** Where sessions are looked for, as `s`, with their slots, as `t`: the work, or what is released of it. */
export interface Source {
  sessions: Prisma.Sql;
  slots: Prisma.Sql;
  /** A slot that the caller knows of. */
  isKnownSlot: Prisma.Sql;
  /** As the caller knows it. */
  status: Prisma.Sql;
  updatedAt: Prisma.Sql;
  /** As rows. */
  languages: Prisma.Sql;
  hasSpeaker: (ids: readonly string[]) => Prisma.Sql;
}

/** A session that was found, and where it stands in the list: the smallest key first, then in the order of creation. */
export interface Match {
  id: string;
  key: number | string;
}

/** Of the last session seen. */
export type Key = readonly [key: number | string, id: string];

/** An order of a list of sessions. */
export interface Order {
  key: (source: Source) => Prisma.Sql;
  /** The same order as that of key and id, in columns that have an index. */
  by: (source: Source) => Prisma.Sql;
  /** The same condition as `(key, id) > after`, on these columns. */
  beyond: (source: Source, after: Key) => Prisma.Sql;
  /** The query by which matches are ranked, where they are. */
  ranksBy?: Prisma.Sql;
  pages: Keyset<[number | string, string], Match>;
}

export const sorts = ['title', 'startsAt', '-startsAt', 'createdAt', '-createdAt', '-updatedAt'] as const;

type Columns = Partial<Pick<Order, 'by' | 'beyond'>>;

const byNumber = (
  name: string,
  key: Order['key'],
  columns: Columns = {},
  keyType: 'float8' | 'secondsBefore' = 'float8',
): Order => {
  const asFloat = (source: Source) => Prisma.sql`(${key(source)})::float8`;
  return {
    key: asFloat,
    by: source => Prisma.sql`${asFloat(source)}, s.id`,
    beyond: (source, [last, id]) => Prisma.sql`(${asFloat(source)}, s.id) > (${last}::float8, ${id}::uuid)`,
    ...columns,
    pages: keyset([keyType, 'uuid'], (match: Match) => [Number(match.key), match.id], name),
  };
};

const firstStart = ({ slots, isKnownSlot }: Source) =>
  Prisma.sql`(SELECT extract(epoch FROM min(t.starts_at)) FROM ${slots} WHERE t.session_id = s.id AND ${isKnownSlot})`;
/** Later than any slot can be. */
const never = Prisma.sql`1e15`;

/** Ids are in the order of creation. */
const creation = { by: () => Prisma.sql`s.id`, beyond: (_: Source, [, id]: Key) => Prisma.sql`s.id > ${id}::uuid` };
const inOrderOfCreation = byNumber('createdAt', () => Prisma.sql`0`, creation);

/** The latest first. @param column of an instant */
const latestBy = (name: string, column: (source: Source) => Prisma.Sql): Order =>
  byNumber(
    name,
    source => Prisma.sql`-extract(epoch FROM ${column(source)})`,
    {
      by: source => Prisma.sql`${column(source)} DESC, s.id`,
      beyond: (source, [last, id]) => {
        const at = Prisma.sql`to_timestamp(-${last}::float8)`;
        return Prisma.sql`${column(source)} <= ${at} AND (${column(source)} < ${at} OR s.id > ${id}::uuid)`;
      },
    },
    'secondsBefore',
  );

const orders: Record<(typeof sorts)[number], Order> = {
  title: {
    key: () => Prisma.sql`s.title_order`,
    by: () => Prisma.sql`s.title_order, s.id`,
    beyond: (_, [last, id]) => Prisma.sql`(s.title_order, s.id) > (${last}::text, ${id}::uuid)`,
    pages: keyset(['text', 'uuid'], (match: Match) => [String(match.key), match.id], 'title'),
  },
  startsAt: byNumber('startsAt', source => Prisma.sql`coalesce(${firstStart(source)}, ${never})`),
  '-startsAt': byNumber('-startsAt', source => Prisma.sql`coalesce(-${firstStart(source)}, ${never})`),
  createdAt: inOrderOfCreation,
  '-createdAt': latestBy('-createdAt', () => Prisma.sql`s.created_at`),
  '-updatedAt': latestBy('-updatedAt', source => source.updatedAt),
};

/** So many matches are ranked: that reads each, and a word that all sessions have would cost the more, the more there are. */
export const mostRanked = 500;

/** Key of a match among more than these; that of a ranked one is never above zero. */
export const unranked = 1;

const inOrderOfCreationAsTooMany = byNumber('rank', () => Prisma.sql`${unranked}`, creation);

/** {@link inOrderOfCreation}, of too many matches to be ranked, from the page on that comes after one of these. */
export const continued = (order: Order, after: Key | undefined): Order =>
  order.ranksBy && after?.[0] === unranked ? inOrderOfCreationAsTooMany : order;

export const queryOf = (q: string) => Prisma.sql`to_search_query(${q}::text)`;

/** Words in the title weigh most, then those in the abstract. */
const byRank = (q: string): Order => ({
  ...byNumber('rank', () => Prisma.sql`-ts_rank(s.search_vector, ${queryOf(q)})`),
  ranksBy: queryOf(q),
});

export function orderOf(sort: (typeof sorts)[number] | undefined, q: string | undefined): Order {
  if (sort) return orders[sort];
  return q === undefined ? inOrderOfCreation : byRank(q);
}

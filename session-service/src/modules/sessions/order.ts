import { type Keyset, keyset } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';

/** Where sessions are looked for, as `s`, with their slots, as `t`: the work, or what is released of it. */
export interface Source {
  sessions: Prisma.Sql;
  slots: Prisma.Sql;
  hasSpeaker: (ids: readonly string[]) => Prisma.Sql;
}

/** A session that was found, and where it stands in the list: the smallest key first, then in the order of creation. */
export interface Match {
  id: string;
  key: number | string;
}

/** An order of a list of sessions. */
export interface Order {
  key: (source: Source) => Prisma.Sql;
  /** PostgreSQL's, of the key. */
  type: Prisma.Sql;
  pages: Keyset<[number | string, string], Match>;
}

export const sorts = ['title', 'startsAt', '-startsAt', 'createdAt', '-createdAt', '-updatedAt'] as const;

const byNumber = (name: string, key: Order['key']): Order => ({
  key: source => Prisma.sql`(${key(source)})::float8`,
  type: Prisma.sql`float8`,
  pages: keyset(['float8', 'uuid'], (match: Match) => [Number(match.key), match.id], name),
});

const byText = (name: string, key: Order['key']): Order => ({
  key,
  type: Prisma.sql`text`,
  pages: keyset(['text', 'uuid'], (match: Match) => [String(match.key), match.id], name),
});

const firstStart = ({ slots }: Source) =>
  Prisma.sql`(SELECT extract(epoch FROM min(t.starts_at)) FROM ${slots} WHERE t.session_id = s.id)`;
/** Later than any slot can be. */
const never = Prisma.sql`1e15`;

/** Ids are in the order of creation. */
const inOrderOfCreation = byNumber('createdAt', () => Prisma.sql`0`);

const orders: Record<(typeof sorts)[number], Order> = {
  title: byText('title', () => Prisma.sql`s.title_order`),
  startsAt: byNumber('startsAt', source => Prisma.sql`coalesce(${firstStart(source)}, ${never})`),
  '-startsAt': byNumber('-startsAt', source => Prisma.sql`coalesce(-${firstStart(source)}, ${never})`),
  createdAt: inOrderOfCreation,
  '-createdAt': byNumber('-createdAt', () => Prisma.sql`-extract(epoch FROM s.created_at)`),
  '-updatedAt': byNumber('-updatedAt', () => Prisma.sql`-extract(epoch FROM s.updated_at)`),
};

export const queryOf = (q: string) => Prisma.sql`to_search_query(${q}::text)`;

/** Words in the title weigh most, then those in the abstract. */
const byRank = (q: string) => byNumber('rank', () => Prisma.sql`-ts_rank(s.search_vector, ${queryOf(q)})`);

export function orderOf(sort: (typeof sorts)[number] | undefined, q: string | undefined): Order {
  if (sort) return orders[sort];
  return q === undefined ? inOrderOfCreation : byRank(q);
}

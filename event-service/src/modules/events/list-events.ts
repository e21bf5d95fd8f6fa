import { type Caller, isAdmin } from '@ems/chassis/auth';
import { decodeCursor, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { withParts } from './repository';
import type { ListQuery } from './schemas';
import { toEventView } from './view';

const matches = (
  query: string,
) => Prisma.sql`event_document(e.title, e.tags, e.venue_name, e.venue_city, e.venue_country,
  e.description) @@ websearch_to_tsquery('simple', fold(${query}))`;

const rank = (query: string) => Prisma.sql`ts_rank(event_document(e.title, e.tags, e.venue_name, e.venue_city,
  e.venue_country, e.description), websearch_to_tsquery('simple', fold(${query})))::float8`;

/** By what a list can be sorted: the key's expression, its direction, and how the key stands in a cursor. */
const sorts = {
  startsAt: { key: Prisma.sql`e.starts_at`, down: false },
  '-startsAt': { key: Prisma.sql`e.starts_at`, down: true },
  '-createdAt': { key: Prisma.sql`e.created_at`, down: true },
};

const epochMs = (key: Prisma.Sql) => Prisma.sql`(extract(epoch FROM ${key}) * 1000)::float8`;

function orderOf({ sort, q }: ListQuery) {
  if (sort === undefined && q !== undefined) return { key: rank(q), down: true };
  const { key, down } = sorts[sort ?? 'startsAt'];
  return { key: epochMs(key), down };
}

const cursorSchema = z.tuple([z.number(), z.uuid()]);

/** Public events and the drafts of one's own teams, filtered, one page of them. */
export async function listEvents(db: Db, query: ListQuery, caller: Caller | null) {
  const { key, down } = orderOf(query);
  const after = decodeCursor(cursorSchema, query.cursor);
  const direction = down ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const beyond = after && (down ? Prisma.sql`<` : Prisma.sql`>`);
  const conditions = [
    ...filters(query, caller),
    ...(after && beyond ? [Prisma.sql`(${key}, e.id) ${beyond} (${after[0]}::float8, ${after[1]}::uuid)`] : []),
  ];
  const keys = await db.$queryRaw<{ id: string; key: number }[]>`
    SELECT e.id, ${key} AS key FROM events e WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY key ${direction}, e.id ${direction} LIMIT ${query.limit + 1}`;
  const rows = await db.event.findMany({ where: { id: { in: keys.map(row => row.id) } }, include: withParts });
  const byId = new Map(rows.map(row => [row.id, row]));
  const page = toPage(
    keys,
    query.limit,
    row => [row.key, row.id],
    row => byId.get(row.id),
  );
  return { ...page, data: page.data.flatMap(event => (event ? [toEventView(event, caller)] : [])) };
}

function* filters(query: ListQuery, caller: Caller | null): Generator<Prisma.Sql> {
  const own =
    caller &&
    Prisma.sql`(e.owner_id = ${caller.userId}::uuid
      OR e.id IN (SELECT event_id FROM event_members WHERE user_id = ${caller.userId}::uuid))`;
  if (!isAdmin(caller)) yield own ? Prisma.sql`(e.status <> 'draft' OR ${own})` : Prisma.sql`e.status <> 'draft'`;
  if (query.mine && own) yield own;
  if (query.status) yield Prisma.sql`e.status = ${query.status}::"EventStatus"`;
  if (query.from) yield Prisma.sql`e.ends_at > ${query.from}`;
  if (query.to) yield Prisma.sql`e.starts_at < ${query.to}`;
  if (query.city) yield Prisma.sql`lower(e.venue_city) = lower(${query.city})`;
  if (query.country) yield Prisma.sql`lower(e.venue_country) = lower(${query.country})`;
  if (query.tag) yield Prisma.sql`e.tags @> ARRAY[${query.tag}]`;
  if (query.q) yield matches(query.q);
  yield Prisma.sql`true`;
}

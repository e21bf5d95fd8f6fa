import { type Caller, isAdmin } from '@ems/chassis/auth';
import { countRows, type Sql } from '@ems/chassis/database';
import { keyset, totalOf } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import type { Viewer } from './access';
import { eventColumns, eventsWithSeats, type SelectedEvent, toEventRow } from './event-row';
import { type Order, orderOf } from './order';
import { type ListQuery, toEventView } from './schemas';

const matches = (query: string) => Prisma.sql`e.document @@ to_search_query(${query})`;

/** An event, and where it stands in the list. */
type Listed = SelectedEvent & { key: number };

const pagesBy = ({ keyType, name }: Order) => keyset([keyType, 'uuid'], ({ key, id }: Listed) => [key, id], name);

/** Public events and the drafts of one's own teams, filtered, one page of them. */
export async function listEvents(db: Sql, query: ListQuery, viewer: Viewer) {
  const order = orderOf(query.sort, query.q);
  const { isDown, page: pageAfter } = order;
  const pages = pagesBy(order);
  const conditions = [...filters(query, viewer.caller)];
  const direction = isDown ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const rows = await db.$queryRaw<Listed[]>`
    WITH page AS (${pageAfter(conditions, pages.after(query.cursor), query.limit + 1)})
    SELECT ${eventColumns}, page.key FROM ${eventsWithSeats} JOIN page ON page.id = e.id
    ORDER BY page.key ${direction}, e.id ${direction}`;
  const all = Prisma.sql`SELECT FROM events e WHERE ${Prisma.join(conditions, ' AND ')}`;
  const total = await totalOf(query.count, most => countRows(db, all, most));
  return pages.page(rows, query.limit, ({ key: _, ...row }) => toEventView(toEventRow(row), viewer), total);
}

function* filters(query: ListQuery, caller: Caller | null): Generator<Prisma.Sql> {
  const own =
    caller &&
    Prisma.sql`(e.owner_id = ${caller.userId}::uuid
      OR e.id IN (SELECT event_id FROM event_members WHERE user_id = ${caller.userId}::uuid))`;
  const open = Prisma.sql`(e.status <> 'draft' AND e.listed)`;
  if (!isAdmin(caller)) yield own ? Prisma.sql`(${open} OR ${own})` : open;
  if (query.mine && own) yield own;
  if (query.status) yield Prisma.sql`e.status = ANY (${query.status}::"EventStatus"[])`;
  // No event is longer than 366 days, which bounds what is read of those that are over.
  if (query.from)
    yield Prisma.sql`e.ends_at > ${query.from} AND e.starts_at >= ${query.from}::timestamptz - interval '366 days'`;
  if (query.to) yield Prisma.sql`e.starts_at < ${query.to}`;
  if (query.city) yield Prisma.sql`fold_text(e.venue_city) = ANY (fold_texts(${query.city}::text[]))`;
  if (query.country) yield Prisma.sql`fold_text(e.venue_country) = ANY (fold_texts(${query.country}::text[]))`;
  if (query.tag) yield Prisma.sql`fold_texts(e.tags) && fold_texts(${query.tag}::text[])`;
  if (query.q) yield matches(query.q);
  yield Prisma.sql`true`;
}

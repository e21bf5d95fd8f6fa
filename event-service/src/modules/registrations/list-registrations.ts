import { countRows } from '@ems/chassis/database';
import { id, keyset, toCsv, totalOf } from '@ems/chassis/http';
import type { z } from 'zod';
import { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { readTicketCode } from '../seats';
import { type RegistrationRow, selectRegistrations } from './repository';
import { type listQuery, toRegistrationView, type Viewer } from './schemas';

const pages = keyset(['timestamptz', 'uuid'], (row: RegistrationRow) => [row.createdAt.toISOString(), row.id]);

type Query = z.infer<typeof listQuery>;

/**
 * One page in the order of registering.
 * @param whose what all of them have in common
 */
export async function listRegistrations(
  db: Db,
  whose: Prisma.Sql,
  { cursor, limit, count, status, q }: Query,
  viewer: Viewer,
) {
  const after = pages.after(cursor);
  const conditions = [whose];
  if (status) conditions.push(Prisma.sql`r.status = ANY (${status}::"RegistrationStatus"[])`);
  if (q) conditions.push(matches(q));
  const rest = after && Prisma.sql`(r.created_at, r.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const onPage = rest ? [...conditions, rest] : conditions;
  const rows = await selectRegistrations(
    db,
    Prisma.sql`WHERE ${Prisma.join(onPage, ' AND ')} ORDER BY r.created_at, r.id LIMIT ${limit + 1}`,
  );
  const all = Prisma.sql`SELECT FROM registrations r WHERE ${Prisma.join(conditions, ' AND ')}`;
  const total = await totalOf(count, most => countRows(db, all, most));
  return pages.page(rows, limit, row => toRegistrationView(row, viewer), total);
}

function matches(q: string): Prisma.Sql {
  if (id.safeParse(q).success) return Prisma.sql`(r.id = ${q}::uuid OR r.user_id = ${q}::uuid)`;
  return Prisma.sql`(r.status = 'confirmed' AND starts_with(r.ticket_code, ${readTicketCode(q)}))`;
}

const columns = [
  'id',
  'userId',
  'status',
  'position',
  'ticketCode',
  'createdAt',
  'confirmedAt',
  'cancelledAt',
  'checkedInAt',
] as const;

/** All registrations of an event as CSV, in the order of registering. */
export async function exportRegistrations(db: Db, eventId: string, viewer: Viewer): Promise<string> {
  const rows = await selectRegistrations(
    db,
    Prisma.sql`WHERE r.event_id = ${eventId}::uuid ORDER BY r.created_at, r.id`,
  );
  return toCsv(columns, cellsOf(rows, viewer));
}

function* cellsOf(rows: readonly RegistrationRow[], viewer: Viewer) {
  for (const row of rows) {
    const view = toRegistrationView(row, viewer);
    yield columns.map(column => view[column]);
  }
}

import { decodeCursor, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { readTicketCode } from '../seats';
import { type RegistrationRow, selectRegistrations } from './repository';
import type { listQuery } from './schemas';

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

type Query = z.infer<typeof listQuery>;

/**
 * One page in the order of registering.
 * @param whose what all of them have in common
 */
export async function listRegistrations<Item>(
  db: Db,
  whose: Prisma.Sql,
  { cursor, limit, status, q }: Query,
  view: (row: RegistrationRow) => Item,
) {
  const after = decodeCursor(cursorSchema, cursor);
  const conditions = [whose];
  if (status) conditions.push(Prisma.sql`r.status = ${status}::"RegistrationStatus"`);
  if (q) conditions.push(looksLike(q));
  if (after) conditions.push(Prisma.sql`(r.created_at, r.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  const rows = await selectRegistrations(
    db,
    Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY r.created_at, r.id LIMIT ${limit + 1}`,
  );
  return toPage(rows, limit, row => [row.createdAt.toISOString(), row.id], view);
}

function looksLike(q: string): Prisma.Sql {
  if (z.uuid().safeParse(q).success) return Prisma.sql`(r.id = ${q}::uuid OR r.user_id = ${q}::uuid)`;
  return Prisma.sql`(r.status = 'confirmed' AND starts_with(r.ticket_code, ${readTicketCode(q)}))`;
}

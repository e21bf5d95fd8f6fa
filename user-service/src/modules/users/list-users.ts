import { decodeCursor, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { type listQuery, toUserView } from './schemas';

const cursor = z.tuple([z.uuid()]);
const literally = (text: string) => text.toLowerCase().replace(/[\\%_]/g, '\\$&');

/** Ids are in the order of their making, so they are what accounts are sorted by. */
export async function listUsers(db: Db, query: z.infer<typeof listQuery>, viewer: { userId: string; role: 'admin' }) {
  const { q, role, status, limit } = query;
  const after = decodeCursor(cursor, query.cursor)?.[0];
  const isUp = query.sort === 'createdAt';
  const conditions = [
    Prisma.sql`TRUE`,
    ...(q === undefined ? [] : [Prisma.sql`lower(name || ' ' || email) LIKE ${`%${literally(q)}%`}`]),
    ...(role === undefined ? [] : [Prisma.sql`role = ${role}::"Role"`]),
    ...(status === undefined ? [] : [Prisma.sql`status = ${status}::"AccountStatus"`]),
    ...(after === undefined ? [] : [isUp ? Prisma.sql`id > ${after}::uuid` : Prisma.sql`id < ${after}::uuid`]),
  ];
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY id ${isUp ? Prisma.sql`ASC` : Prisma.sql`DESC`} LIMIT ${limit + 1}`;
  const users = await db.user.findMany({
    where: { id: { in: found.map(row => row.id) } },
    orderBy: { id: isUp ? 'asc' : 'desc' },
  });
  return toPage(
    users,
    limit,
    user => [user.id],
    user => toUserView(user, viewer),
  );
}

import { countRows, type Sql } from '@ems/chassis/database';
import { emailAddress, keyset, totalOf } from '@ems/chassis/http';
import type { z } from 'zod';
import { Prisma, type User } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { type listQuery, type ShownUser, toUserView, type Viewer } from './schemas';

/** Ids are in the order of creation, so accounts are sorted by them. */
const byId = keyset(['uuid'], ({ id }: User) => [id]);

/** Folded first, then taken literally; of a whole address, the form in which it is stored. */
const contains = (q: string) =>
  Prisma.sql`search_text LIKE '%' || regexp_replace(fold_text(${emailAddress.safeParse(q).data ?? q}), '([\\\\%_])', '\\\\\\1', 'g') || '%'`;

export async function listUsers(db: Db, query: z.infer<typeof listQuery>, viewer: Viewer) {
  const { q, role, status, limit } = query;
  const [after] = byId.after(query.cursor) ?? [];
  const isAscending = query.sort === 'createdAt';
  const conditions = [
    Prisma.sql`TRUE`,
    ...(q === undefined ? [] : [contains(q)]),
    ...(role === undefined ? [] : [Prisma.sql`role = ANY (${role}::"Role"[])`]),
    ...(status === undefined ? [] : [Prisma.sql`status = ANY (${status}::"AccountStatus"[])`]),
  ];
  const onPage = [
    ...conditions,
    ...(after === undefined ? [] : [isAscending ? Prisma.sql`id > ${after}::uuid` : Prisma.sql`id < ${after}::uuid`]),
  ];
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE ${Prisma.join(onPage, ' AND ')}
    ORDER BY id ${isAscending ? Prisma.sql`ASC` : Prisma.sql`DESC`} LIMIT ${limit + 1}`;
  const users = await db.user.findMany({
    where: { id: { in: found.map(row => row.id) } },
    orderBy: { id: isAscending ? 'asc' : 'desc' },
  });
  const all = Prisma.sql`SELECT FROM users WHERE ${Prisma.join(conditions, ' AND ')}`;
  const total = await totalOf(query.count, most => countRows(db, all, most));
  return byId.page(users, limit, user => toUserView(user, viewer), total);
}

/** An account as far as it is shown. */
export async function findShownUser(db: Sql, id: string): Promise<ShownUser | undefined> {
  const [user] = await db.$queryRaw<ShownUser[]>`
    SELECT id::text, email, name, role::text, status::text, email_verified AS "emailVerified", language, version,
      created_at AS "createdAt", updated_at AS "updatedAt", erased_at AS "erasedAt"
    FROM users WHERE id = ${id}::uuid`;
  return user;
}

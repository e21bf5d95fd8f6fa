import type { Caller } from '@ems/chassis/auth';
import { keyset, totalOf } from '@ems/chassis/http';
import type { TokenFamily } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';

const newestFirst = keyset(['uuid'], ({ id }: TokenFamily) => [id]);

/** The caller's active logins, in pages, newest first. */
export async function listDevices(
  db: Db,
  { userId, sid }: Caller,
  { limit, cursor, count }: { limit: number; cursor?: string | undefined; count?: boolean | undefined },
  now: Date,
) {
  const [after] = newestFirst.after(cursor) ?? [];
  const where = { userId, revokedAt: null, tokens: { some: { usedAt: null, expiresAt: { gt: now } } } };
  const families = await db.tokenFamily.findMany({
    where: { ...where, ...(after && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const total = await totalOf(count, take => db.tokenFamily.count({ where, take }));
  const toItem = ({ id, agent, createdAt, lastUsedAt }: TokenFamily) => ({
    id,
    agent,
    current: id === sid,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
  });
  return newestFirst.page(families, limit, toItem, total);
}

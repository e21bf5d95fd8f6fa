import { notFound } from '@ems/chassis/errors';
import { decodeCursor, idParams, noContent, ok, pageQuery, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import { route } from '../../shared/route';
import type { AuthParts } from './parts';
import { endFamily } from './refresh';
import { devicePage } from './schemas';

const cursor = z.tuple([z.uuid()]);

export const deviceRoutes = ({ database }: Pick<AuthParts, 'database'>) => [
  route({
    method: 'get',
    path: '/auth/devices',
    summary: 'Where I am logged in, the newest login first',
    access: 'user',
    query: z.strictObject(pageQuery),
    replies: { 200: devicePage },
    handle: async ({ caller, query }) => {
      const after = decodeCursor(cursor, query.cursor);
      const now = new Date();
      const families = await database.read.tokenFamily.findMany({
        where: {
          userId: caller.userId,
          revokedAt: null,
          tokens: { some: { usedAt: null, expiresAt: { gt: now } } },
          ...(after && { id: { lt: after[0] } }),
        },
        orderBy: { id: 'desc' },
        take: query.limit + 1,
      });
      return ok(
        toPage(
          families,
          query.limit,
          family => [family.id],
          ({ id, agent, createdAt, lastUsedAt }) => ({
            id,
            agent,
            current: id === caller.sid,
            createdAt: createdAt.toISOString(),
            lastUsedAt: lastUsedAt.toISOString(),
          }),
        ),
      );
    },
  }),
  route({
    method: 'delete',
    path: '/auth/devices/:id',
    summary: 'End one of my logins',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ caller, params, transact }) =>
      transact(async tx => {
        const family = await tx.tokenFamily.findFirst({ where: { id: params.id, userId: caller.userId } });
        if (!family || (await endFamily(tx, family.id)).count === 0) throw notFound('device');
        return noContent();
      }),
  }),
];

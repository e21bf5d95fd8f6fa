import { notFound } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { userUpdated } from '@ems/contracts';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { toUserView } from './schemas';

/** @param requireFresh refuses when the caller read another version */
export async function renameUser(
  tx: Tx,
  id: string,
  name: string | undefined,
  requireFresh: (current: { version: number }) => void,
): Promise<User> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR UPDATE`;
  const user = await tx.user.findUnique({ where: { id } });
  if (!user) throw notFound('account');
  requireFresh(toUserView(user));
  if (name === undefined || name === user.name) return user;
  const renamed = await tx.user.update({
    where: { id },
    data: { name, version: { increment: 1 }, updatedAt: new Date() },
  });
  await record(tx, userUpdated, id, renamed.version, { id, role: renamed.role, status: renamed.status });
  return renamed;
}

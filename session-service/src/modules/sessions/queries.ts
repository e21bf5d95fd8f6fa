import type { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';

/** A session with all that its representation and the rights on it depend on. */
export const sessionParts = {
  event: true,
  speakers: { include: { speaker: true }, orderBy: [{ position: 'asc' }, { speakerId: 'asc' }] },
  slots: { orderBy: [{ startsAt: 'asc' }, { number: 'asc' }] },
} as const satisfies Prisma.SessionInclude;

export type SessionRow = Prisma.SessionGetPayload<{ include: typeof sessionParts }>;

export const findSession = (db: Db | Tx, id: string): Promise<SessionRow | null> =>
  db.session.findUnique({ where: { id }, include: sessionParts });

/** Holds the session until the transaction ends. */
export async function lockSession(tx: Tx, id: string): Promise<SessionRow | null> {
  await tx.$queryRaw`SELECT 1 FROM sessions WHERE id = ${id}::uuid FOR UPDATE`;
  return findSession(tx, id);
}

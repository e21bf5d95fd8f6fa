import type { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';

/** A session with all that its representation and the rights on it depend on. */
const sessionRelations = {
  event: true,
  speakers: { include: { speaker: true }, orderBy: [{ position: 'asc' }, { speakerId: 'asc' }] },
  offers: {
    where: { status: 'pending' },
    include: { speaker: { select: { name: true } } },
    orderBy: [{ position: 'asc' }, { speakerId: 'asc' }],
  },
  slots: { orderBy: [{ startsAt: 'asc' }, { number: 'asc' }] },
  released: {
    select: { session: true, speakerIds: true, slots: { orderBy: [{ startsAt: 'asc' }, { number: 'asc' }] } },
  },
} as const satisfies Prisma.SessionInclude;

export type SessionRow = Prisma.SessionGetPayload<{ include: typeof sessionRelations }>;

export const findSession = (db: Db | Tx, id: string): Promise<SessionRow | null> =>
  db.session.findUnique({ where: { id }, include: sessionRelations });

/** Those that are there, in the order of the ids. */
export async function findSessions(db: Db, ids: readonly string[]): Promise<SessionRow[]> {
  const sessions = await db.session.findMany({ where: { id: { in: [...ids] } }, include: sessionRelations });
  const byId = new Map(sessions.map(session => [session.id, session]));
  return ids.flatMap(id => byId.get(id) ?? []);
}

/** Locks the session until the transaction ends. */
export async function lockSessionForUpdate(tx: Tx, id: string): Promise<SessionRow | null> {
  await tx.$queryRaw`SELECT 1 FROM sessions WHERE id = ${id}::uuid FOR UPDATE`;
  return findSession(tx, id);
}

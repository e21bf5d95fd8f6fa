import { publishSession, sessionUpdated } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { lockSessionForUpdate } from './repository';

/** The nil UUID (RFC 9562): nobody. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Sessions and their histories stay; that this account submitted or changed them does not. */
export async function anonymizeSessions(tx: Tx, userId: string, now: Date): Promise<void> {
  const submitted = await tx.session.findMany({
    where: { submitterId: userId },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of submitted) {
    const session = await lockSessionForUpdate(tx, id);
    if (!session) continue;
    const data = { submitterId: nobody, version: { increment: 1 }, updatedAt: now };
    const { version } = await tx.session.update({ where: { id }, data });
    await publishSession(tx, sessionUpdated, { ...session, version });
  }
  await tx.sessionHistory.updateMany({ where: { actorId: userId }, data: { actorId: nobody } });
}

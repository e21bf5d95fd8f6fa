import { nobody, publishSession, sessionUpdated } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { nextVersion } from './announced';
import { lockSessionForUpdate } from './repository';

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
    const data = { submitterId: nobody, decisionMessage: null, ...nextVersion(session, now) };
    await tx.session.update({ where: { id }, data });
    await tx.sessionHistory.updateMany({ where: { sessionId: id }, data: { message: null } });
    await publishSession(tx, sessionUpdated, { ...session, ...data });
  }
  await tx.sessionHistory.updateMany({ where: { actorId: userId }, data: { actorId: nobody } });
}

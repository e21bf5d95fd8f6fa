import { record } from '@ems/chassis/messaging';
import { sessionUpdated } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { lockSession } from './queries';
import { toSessionState } from './view';

/** The nil UUID (RFC 9562): nobody. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Sessions, their histories and reviews stay; that this account proposed, changed or judged them does not. */
export async function unlinkFromSessions(tx: Tx, userId: string): Promise<void> {
  const proposed = await tx.session.findMany({
    where: { submitterId: userId },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of proposed) {
    const session = await lockSession(tx, id);
    if (!session) continue;
    const data = { submitterId: nobody, version: { increment: 1 }, updatedAt: new Date() };
    const { version } = await tx.session.update({ where: { id }, data });
    await record(tx, sessionUpdated, id, version, toSessionState({ ...session, version }));
  }
  await tx.sessionHistory.updateMany({ where: { actorId: userId }, data: { actorId: nobody } });
  // What was thought of a session still counts; an id of its own keeps one review apart from another.
  await tx.$executeRaw`UPDATE reviews SET reviewer_id = gen_random_uuid() WHERE reviewer_id = ${userId}::uuid`;
}

import { record } from '@ems/chassis/messaging';
import { sessionDeleted } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { freeSlots } from '../slots';

/** With their event: all sessions and their slots. */
export async function removeSessions(tx: Tx, eventId: string): Promise<void> {
  await freeSlots(tx, await tx.slot.findMany({ where: { eventId } }));
  const sessions = await tx.session.findMany({ where: { eventId }, select: { id: true, version: true } });
  await tx.session.deleteMany({ where: { eventId } });
  for (const { id, version } of sessions) await record(tx, sessionDeleted, id, version + 1, { id, eventId });
}

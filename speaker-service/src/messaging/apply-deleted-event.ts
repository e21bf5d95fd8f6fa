import type { Message } from '@ems/chassis/messaging';
import { tellContacts } from '../modules/speakers';
import { tombstoneEvent } from '../replicas/events';
import type { Tx } from '../shared/database';

/** Leaves a tombstone of the event; its team may reach nobody any more by it. */
export async function applyDeletedEvent(tx: Tx, message: Message<{ id: string }>): Promise<void> {
  await tombstoneEvent(tx, message);
  const shared = await tx.sharedContact.findMany({ where: { eventId: message.data.id }, select: { speakerId: true } });
  await tellContacts(
    tx,
    shared.map(({ speakerId }) => speakerId),
  );
}

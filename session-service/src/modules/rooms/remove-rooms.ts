import { record } from '@ems/chassis/messaging';
import { roomDeleted } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/** With their event; no slot may be left in them. */
export async function removeRooms(tx: Tx, eventId: string): Promise<void> {
  const rooms = await tx.room.findMany({ where: { eventId } });
  await tx.room.deleteMany({ where: { eventId } });
  for (const { id, version } of rooms) await record(tx, roomDeleted, id, version + 1, { id, eventId });
}

import { record } from '@ems/chassis/messaging';
import { trackDeleted } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/** With their event; no session may be left in them. */
export async function removeTracks(tx: Tx, eventId: string): Promise<void> {
  const tracks = await tx.track.findMany({ where: { eventId } });
  await tx.track.deleteMany({ where: { eventId } });
  for (const { id, version } of tracks) await record(tx, trackDeleted, id, version + 1, { id, eventId });
}

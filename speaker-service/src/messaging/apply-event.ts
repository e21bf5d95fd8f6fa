import type { Message } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import { moveAvailability } from '../modules/availability';
import { upsertEvent } from '../replicas/events';
import type { Tx } from '../shared/database';

/** Availability follows its event, by each move that it has not followed yet. */
export async function applyEvent(tx: Tx, message: Message<EventState>): Promise<void> {
  const isNews = await upsertEvent(tx, message);
  if (!isNews) return;
  const { id, moves = [] } = message.data;
  const { movedVersion } = await tx.eventReplica.findUniqueOrThrow({ where: { id }, select: { movedVersion: true } });
  for (const move of moves.filter(({ version }) => version > movedVersion)) {
    await moveAvailability(tx, id, move, message.time);
    await tx.eventReplica.update({ where: { id }, data: { movedVersion: move.version } });
  }
}

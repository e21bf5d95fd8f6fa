import type { Message } from '@ems/chassis/messaging';
import type { EventMove, EventState } from '@ems/contracts';
import { deleteConflictSettings } from '../modules/conflicts';
import { deleteRoomsOfEvent, moveRoomHours } from '../modules/rooms';
import { deleteScheduleVersions, moveRelease } from '../modules/schedule';
import { deleteSessionsOfEvent } from '../modules/sessions';
import { deleteSlotsOutside, moveSlots, releaseSpeakers } from '../modules/slots';
import { deleteTracksOfEvent } from '../modules/tracks';
import { deleteAvailability, moveAvailability } from '../replicas/availability';
import { forgetContacts } from '../replicas/contacts';
import { tombstoneEvent, upsertEvent } from '../replicas/events';
import type { Tx } from '../shared/database';

/** What follows from an event's change is decided by the status and the moves in the message, not by its type. */
export async function applyEvent(tx: Tx, message: Message<EventState>): Promise<void> {
  const { id, status, startsAt, endsAt, moves = [] } = message.data;
  // A release takes this lock before that of the event, and a move may release.
  if (moves.length > 0) await tx.$executeRaw`LOCK TABLE released_sessions IN SHARE ROW EXCLUSIVE MODE`;
  const isNews = await upsertEvent(tx, message);
  if (!isNews) return;
  await applyMoves(tx, id, moves, message.time);
  if (status === 'cancelled') await releaseSpeakers(tx, id);
  else await deleteSlotsOutside(tx, id, new Date(startsAt), new Date(endsAt));
}

/** All that hangs on the event follows it at once, by each move that it has not followed yet. */
async function applyMoves(tx: Tx, id: string, moves: readonly EventMove[], now: Date): Promise<void> {
  const { movedVersion } = await tx.eventReplica.findUniqueOrThrow({ where: { id }, select: { movedVersion: true } });
  for (const move of moves.filter(({ version }) => version > movedVersion)) {
    await moveSlots(tx, id, move, now);
    await moveRoomHours(tx, id, move, now);
    await moveAvailability(tx, id, move);
    await moveRelease(tx, id, move);
    await tx.eventReplica.update({ where: { id }, data: { movedVersion: move.version } });
  }
}

/** The whole schedule goes with its event. */
export async function applyEventDeletion(tx: Tx, message: Message<{ id: string }>): Promise<void> {
  const { id } = message.data;
  await tombstoneEvent(tx, message);
  await deleteScheduleVersions(tx, id);
  await deleteConflictSettings(tx, id);
  await deleteAvailability(tx, { eventId: id });
  await forgetContacts(tx, { eventId: id });
  await deleteSessionsOfEvent(tx, id);
  await deleteRoomsOfEvent(tx, id);
  await deleteTracksOfEvent(tx, id);
}

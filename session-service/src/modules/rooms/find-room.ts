import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import type { Db, Tx } from '../../shared/database';
import { requireOrganizing, requireVisible } from '../events';
import { toRoomView } from './schemas';

/** @throws DomainError 404, also where the caller may not know of the event */
export async function findRoom(db: Db | Tx, id: string, caller: Caller | null) {
  const found = await db.room.findUnique({ where: { id }, include: { event: true } });
  if (!found || found.event.deleted) throw notFound('room');
  const { event, ...room } = found;
  requireVisible(event, caller, 'room');
  return { room, event };
}

/** Holds the room for a change by its event's team. @throws DomainError 404, 403, or 412 */
export async function lockRoom(
  tx: Tx,
  id: string,
  caller: Caller,
  requireFresh: (current: { version: number }) => void,
) {
  await tx.$queryRaw`SELECT 1 FROM rooms WHERE id = ${id}::uuid FOR UPDATE`;
  const found = await findRoom(tx, id, caller);
  requireOrganizing(found.event, caller, 'room');
  requireFresh(toRoomView(found.room, found.event, caller));
  return found;
}

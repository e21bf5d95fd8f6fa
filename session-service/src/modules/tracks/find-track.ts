import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import type { Db, Tx } from '../../shared/database';
import { requireOrganizing, requireVisible } from '../events';
import { toTrackView } from './schemas';

/** @throws DomainError 404, also where the caller may not know of the event */
export async function findTrack(db: Db | Tx, id: string, caller: Caller | null) {
  const found = await db.track.findUnique({ where: { id }, include: { event: true } });
  if (!found || found.event.deleted) throw notFound('track');
  const { event, ...track } = found;
  requireVisible(event, caller, 'track');
  return { track, event };
}

/** Holds the track for a change by its event's team. @throws DomainError 404, 403, or 412 */
export async function lockTrack(
  tx: Tx,
  id: string,
  caller: Caller,
  requireFresh: (current: { version: number }) => void,
) {
  await tx.$queryRaw`SELECT 1 FROM tracks WHERE id = ${id}::uuid FOR UPDATE`;
  const found = await findTrack(tx, id, caller);
  requireOrganizing(found.event, caller, 'track');
  requireFresh(toTrackView(found.track, found.event, caller));
  return found;
}

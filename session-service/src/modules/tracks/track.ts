import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { notFound, parseInput } from '@ems/chassis/errors';
import { type Change, mergePatch } from '@ems/chassis/http';
import {
  publishDeletion,
  publishRoomOrTrack,
  trackCreated,
  trackDeleted,
  trackUpdated,
} from '../../messaging/published';
import type { Db, Tx } from '../../shared/database';
import { lockEventForShare, requireOrganizer, requireVisibleEvent, seesRelease } from '../events';
import { type NewTrack, type TrackPatch, toTrackView, trackFields } from './schemas';

/** @throws DomainError 404, also where the caller may not know of the event */
async function findTrack(db: Db | Tx, id: string, caller: Caller | null) {
  const found = await db.track.findUnique({ where: { id }, include: { event: true } });
  if (!found || found.event.deleted) throw notFound('track');
  const { event, ...track } = found;
  requireVisibleEvent(event, caller, 'track');
  return { track, event };
}

/** As the caller sees it: of an event that has a release, the public sees what is released. @throws DomainError 404 */
export async function findTrackFor(db: Db, id: string, caller: Caller | null) {
  const released = await db.releasedTrack.findUnique({ where: { id }, include: { event: true } });
  if (!released || !seesRelease(released.event, caller)) {
    const found = await findTrack(db, id, caller);
    if (seesRelease(found.event, caller)) throw notFound('track');
    return found;
  }
  const { event, ...track } = released;
  if (event.deleted) throw notFound('track');
  requireVisibleEvent(event, caller, 'track');
  return { track, event };
}

/** Locks the track for a change by its event's team. @throws DomainError 404, 403 or 412 */
async function lockTrackForUpdate(tx: Tx, id: string, { caller, requireIfMatch }: Change) {
  await tx.$queryRaw`SELECT 1 FROM tracks WHERE id = ${id}::uuid FOR UPDATE`;
  const found = await findTrack(tx, id, caller);
  requireOrganizer(found.event, caller, 'track');
  requireIfMatch(toTrackView(found.track, found.event, caller));
  return found;
}

export async function createTrack(tx: Tx, eventId: string, { caller }: Change, body: NewTrack) {
  const event = await lockEventForShare(tx, eventId);
  requireOrganizer(event, caller);
  const track = await tx.track.create({ data: { id: newId(), ...body, eventId } });
  await publishRoomOrTrack(tx, trackCreated, track);
  return toTrackView(track, event, caller);
}

export async function changeTrack(tx: Tx, id: string, change: Change, patch: TrackPatch) {
  const { track, event } = await lockTrackForUpdate(tx, id, change);
  const fields = parseInput(trackFields, mergePatch(track, patch));
  const data = { ...fields, version: { increment: 1 }, updatedAt: change.now };
  const changed = await tx.track.update({ where: { id }, data });
  await publishRoomOrTrack(tx, trackUpdated, changed);
  return toTrackView(changed, event, change.caller);
}

/** A track that is in use stays: `sessions_track_fkey` refuses it. */
export async function deleteTrack(tx: Tx, id: string, change: Change): Promise<void> {
  const { track } = await lockTrackForUpdate(tx, id, change);
  await tx.track.delete({ where: { id } });
  await publishDeletion(tx, trackDeleted, track);
}

/** With their event; no session may be left in them. */
export async function deleteTracksOfEvent(tx: Tx, eventId: string): Promise<void> {
  const tracks = await tx.track.findMany({ where: { eventId } });
  await tx.track.deleteMany({ where: { eventId } });
  for (const track of tracks) await publishDeletion(tx, trackDeleted, track);
}

import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { notFound, parseInput } from '@ems/chassis/errors';
import { type Change, mergePatch } from '@ems/chassis/http';
import { publishDeletion, publishRoomOrTrack, roomCreated, roomDeleted, roomUpdated } from '../../messaging/published';
import type { Db, Tx } from '../../shared/database';
import { lockEventForShare, requireOrganizer, requireVisibleEvent, seesRelease } from '../events';
import { type NewRoom, type RoomPatch, roomFields, toRoomView } from './schemas';

/** @throws DomainError 404, also where the caller may not know of the event */
export async function findRoom(db: Db | Tx, id: string, caller: Caller | null) {
  const found = await db.room.findUnique({ where: { id }, include: { event: true } });
  if (!found || found.event.deleted) throw notFound('room');
  const { event, ...room } = found;
  requireVisibleEvent(event, caller, 'room');
  return { room, event };
}

/** As the caller sees it: of an event that has a release, the public sees what is released. @throws DomainError 404 */
export async function findRoomFor(db: Db, id: string, caller: Caller | null) {
  const released = await db.releasedRoom.findUnique({ where: { id }, include: { event: true } });
  if (!released || !seesRelease(released.event, caller)) {
    const found = await findRoom(db, id, caller);
    if (seesRelease(found.event, caller)) throw notFound('room');
    return found;
  }
  const { event, ...room } = released;
  if (event.deleted) throw notFound('room');
  requireVisibleEvent(event, caller, 'room');
  return { room, event };
}

/** Locks the room for a change by its event's team. @throws DomainError 404, 403 or 412 */
export async function lockRoomForUpdate(tx: Tx, id: string, { caller, requireIfMatch }: Change) {
  await tx.$queryRaw`SELECT 1 FROM rooms WHERE id = ${id}::uuid FOR UPDATE`;
  const found = await findRoom(tx, id, caller);
  requireOrganizer(found.event, caller, 'room');
  requireIfMatch(toRoomView(found.room, found.event, caller));
  return found;
}

export async function createRoom(tx: Tx, eventId: string, { caller }: Change, body: NewRoom) {
  const event = await lockEventForShare(tx, eventId);
  requireOrganizer(event, caller);
  const room = await tx.room.create({ data: { id: newId(), ...body, eventId } });
  await publishRoomOrTrack(tx, roomCreated, room);
  return toRoomView(room, event, caller);
}

/** A room whose slots overlap cannot stop being parallel: `slots_room_no_overlap` refuses it. */
export async function changeRoom(tx: Tx, id: string, change: Change, patch: RoomPatch) {
  const { room, event } = await lockRoomForUpdate(tx, id, change);
  const fields = parseInput(roomFields, mergePatch(room, patch));
  const data = { ...fields, version: { increment: 1 }, updatedAt: change.now };
  const changed = await tx.room.update({ where: { id }, data });
  await publishRoomOrTrack(tx, roomUpdated, changed);
  return toRoomView(changed, event, change.caller);
}

/** A room that is in use stays: `slots_room_fkey` refuses it. */
export async function deleteRoom(tx: Tx, id: string, change: Change): Promise<void> {
  const { room } = await lockRoomForUpdate(tx, id, change);
  await tx.room.delete({ where: { id } });
  await publishDeletion(tx, roomDeleted, room);
}

/** With their event; no slot may be left in them. */
export async function deleteRoomsOfEvent(tx: Tx, eventId: string): Promise<void> {
  const rooms = await tx.room.findMany({ where: { eventId } });
  await tx.room.deleteMany({ where: { eventId } });
  for (const room of rooms) await publishDeletion(tx, roomDeleted, room);
}

import type { Change } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import { publishRoomOrTrack, roomUpdated } from '../../messaging/published';
import type { Db, Tx } from '../../shared/database';
import { type Intervals, type Move, movedRanges, multirange } from '../../shared/intervals';
import { lockRoomForUpdate } from './room';

/** When a room can be used, in order and apart; empty where nothing is said. */
export async function findRoomHours(db: Db | Tx, id: string) {
  const rows = await db.$queryRaw<{ startsAt: Date; endsAt: Date }[]>`
    SELECT lower(one) AS "startsAt", upper(one) AS "endsAt"
    FROM rooms, unnest(hours) one WHERE id = ${id}::uuid ORDER BY one`;
  return rows.map(({ startsAt, endsAt }) => ({ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }));
}

/** Moves the hours of all rooms of an event with it. */
export async function moveRoomHours(tx: Tx, eventId: string, move: Move, now: Date): Promise<void> {
  const rooms = await tx.$queryRaw<{ id: string; eventId: string; name: string; version: number }[]>`
    UPDATE rooms SET version = version + 1, updated_at = ${now}, hours = (${movedRanges(Prisma.sql`hours`, move)})
    WHERE event_id = ${eventId}::uuid AND hours <> '{}'
    RETURNING id::text, event_id::text AS "eventId", name, version`;
  for (const room of rooms) await publishRoomOrTrack(tx, roomUpdated, room);
}

/** What is booked outside the new hours stays, as a conflict. */
export async function replaceRoomHours(tx: Tx, id: string, change: Change, intervals: Intervals) {
  const { room } = await lockRoomForUpdate(tx, id, change);
  const version = room.version + 1;
  await tx.$executeRaw`
    UPDATE rooms SET hours = ${multirange(intervals)}, version = ${version}, updated_at = ${change.now}
    WHERE id = ${id}::uuid`;
  await publishRoomOrTrack(tx, roomUpdated, { ...room, version });
  return { hours: await findRoomHours(tx, id), version };
}

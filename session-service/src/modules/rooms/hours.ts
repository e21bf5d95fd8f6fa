import type { Caller } from '@ems/chassis/auth';
import { record } from '@ems/chassis/messaging';
import { roomUpdated } from '@ems/contracts';
import type { z } from 'zod';
import type { Db, Tx } from '../../shared/database';
import { type intervalsIn, multirange } from '../../shared/intervals';
import { lockRoom } from './find-room';

interface Change {
  id: string;
  caller: Caller;
  requireFresh(current: { version: number }): void;
}

/** When a room can be used, in order and apart; nothing where nothing was said. */
export async function hoursOf(db: Db | Tx, id: string) {
  const rows = await db.$queryRaw<{ startsAt: Date; endsAt: Date }[]>`
    SELECT lower(one) AS "startsAt", upper(one) AS "endsAt"
    FROM rooms, unnest(hours) one WHERE id = ${id}::uuid ORDER BY one`;
  return rows.map(({ startsAt, endsAt }) => ({ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }));
}

/** Puts these times in the place of all that were said. What is booked outside them stays, as a conflict. */
export async function setHours(tx: Tx, { id, caller, requireFresh }: Change, intervals: z.infer<typeof intervalsIn>) {
  const { room } = await lockRoom(tx, id, caller, requireFresh);
  const version = room.version + 1;
  await tx.$executeRaw`
    UPDATE rooms SET hours = ${multirange(intervals)}, version = ${version}, updated_at = now() WHERE id = ${id}::uuid`;
  await record(tx, roomUpdated, id, version, { id, eventId: room.eventId, name: room.name });
  return { hours: await hoursOf(tx, id), version };
}

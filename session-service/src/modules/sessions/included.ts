import type { Sql } from '@ems/chassis/database';
import { included } from '@ems/chassis/http';
import { z } from 'zod';

export const includeQuery = z.strictObject({ include: included(['track', 'room']) });

export type Include = z.infer<typeof includeQuery>['include'];

export const includedTrack = z
  .object({
    id: z.uuid().describe('Of the track'),
    name: z.string().describe('What it is called'),
    color: z.string().describe('Red, green and blue, such as #1f77b4'),
  })
  .meta({ id: 'IncludedTrack' });
export const includedRoom = z
  .object({
    id: z.uuid().describe('Of the room'),
    name: z.string().describe('What it is called'),
    capacity: z.int().nullable().describe('How many people it holds; null where that is not known'),
  })
  .meta({ id: 'IncludedRoom' });

type Track = z.infer<typeof includedTrack>;
type Room = z.infer<typeof includedRoom>;

/** What sessions, as somebody sees them, refer to. */
interface Referring {
  trackId: string | null;
  slots: readonly { roomId: string }[];
}

/** The tracks and rooms of sessions by id: as they are, or as they were released. */
export async function findIncluded(
  sql: Sql,
  sessions: readonly Referring[],
  include: Include,
  isReleased: boolean,
): Promise<{ tracks: ReadonlyMap<string, Track>; rooms: ReadonlyMap<string, Room> }> {
  const trackIds = include.includes('track') ? sessions.flatMap(({ trackId }) => trackId ?? []) : [];
  const roomIds = include.includes('room') ? sessions.flatMap(({ slots }) => slots.map(slot => slot.roomId)) : [];
  return {
    tracks: await byId(trackIds, ids =>
      isReleased
        ? sql.$queryRaw<Track[]>`SELECT id::text, name, color FROM released_tracks WHERE id = ANY (${ids}::uuid[])`
        : sql.$queryRaw<Track[]>`SELECT id::text, name, color FROM tracks WHERE id = ANY (${ids}::uuid[])`,
    ),
    rooms: await byId(roomIds, ids =>
      isReleased
        ? sql.$queryRaw<Room[]>`SELECT id::text, name, capacity FROM released_rooms WHERE id = ANY (${ids}::uuid[])`
        : sql.$queryRaw<Room[]>`SELECT id::text, name, capacity FROM rooms WHERE id = ANY (${ids}::uuid[])`,
    ),
  };
}

async function byId<Row extends { id: string }>(
  ids: readonly string[],
  find: (ids: string[]) => PromiseLike<Row[]>,
): Promise<ReadonlyMap<string, Row>> {
  const rows = ids.length === 0 ? [] : await find([...new Set(ids)]);
  return new Map(rows.map(row => [row.id, row]));
}

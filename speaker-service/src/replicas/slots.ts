import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { RestatedSchedule, SlotState } from '@ems/contracts';
import type { Tx } from '../shared/database';
import { replaceRelease } from './releases';

type Versioned<State> = State & { version: number };
type Room = Versioned<{ id: string; name: string }>;

const versioned = <State extends object>({ data, sequence }: Message<State>): Versioned<State> => ({
  ...data,
  version: sequence,
});

/** Keeps when and where sessions are, unless something newer is known. */
export const upsertSlots = (sql: Sql, messages: readonly Message<SlotState>[]): Promise<void> =>
  writeSlots(sql, newestOf(messages).map(versioned), false);

/** Leaves tombstones, so that a late message does not revive a slot. */
export const tombstoneSlots = (sql: Sql, messages: readonly Message<SlotState>[]): Promise<void> =>
  writeSlots(sql, newestOf(messages).map(versioned), true);

/** Keeps what rooms are called, unless something newer is known. */
export const upsertRooms = (sql: Sql, messages: readonly Message<{ id: string; name: string }>[]): Promise<void> =>
  writeRooms(sql, newestOf(messages).map(versioned));

/** Completes what is known of an event's slots, as session-service was asked for. */
export async function upsertSchedule(tx: Tx, { data }: Message<RestatedSchedule>): Promise<void> {
  await writeRooms(tx, data.rooms);
  await writeSlots(tx, data.slots, false);
  if (data.release) await replaceRelease(tx, data.release);
  await tx.eventReplica.updateMany({ where: { id: data.eventId }, data: { slotsKnown: true } });
}

async function writeSlots(sql: Sql, slots: readonly Versioned<SlotState>[], deleted: boolean): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO slot_replicas AS current (id, version, deleted, session_id, room_id, starts_at, ends_at)
    SELECT s.id, s.version, ${deleted}, s."sessionId", s."roomId", s."startsAt", s."endsAt"
    FROM jsonb_to_recordset(${JSON.stringify(slots)}::jsonb) AS s(id uuid, version int, "sessionId" uuid, "roomId" uuid,
      "startsAt" timestamptz, "endsAt" timestamptz) ORDER BY s.id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, room_id = excluded.room_id,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at
    WHERE current.version < excluded.version`;
}

async function writeRooms(sql: Sql, rooms: readonly Room[]): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO room_replicas AS current (id, version, name)
    SELECT r.id, r.version, r.name
    FROM jsonb_to_recordset(${JSON.stringify(rooms)}::jsonb) AS r(id uuid, version int, name text) ORDER BY r.id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name
    WHERE current.version < excluded.version`;
}

import type { Message } from '@ems/chassis/messaging';
import type { RestatedSchedule, SlotState } from '@ems/contracts';
import type { Tx } from '../shared/database';
import { replaceRelease } from './releases';

type Versioned<State> = State & { version: number };
type Room = Versioned<{ id: string; name: string }>;

/** Keeps when and where a session is, unless something newer is known. */
export const upsertSlot = (tx: Tx, { data, sequence }: Message<SlotState>) =>
  upsertSlots(tx, [{ ...data, version: sequence }], false);

/** Leaves a tombstone, so that a late message does not revive the slot. */
export const tombstoneSlot = (tx: Tx, { data, sequence }: Message<SlotState>) =>
  upsertSlots(tx, [{ ...data, version: sequence }], true);

/** Keeps what a room is called, unless something newer is known. */
export const upsertRoom = (tx: Tx, { data, sequence }: Message<{ id: string; name: string }>) =>
  upsertRooms(tx, [{ ...data, version: sequence }]);

/** Completes what is known of an event's slots, as session-service was asked for. */
export async function upsertSchedule(tx: Tx, { data }: Message<RestatedSchedule>): Promise<void> {
  await upsertRooms(tx, data.rooms);
  await upsertSlots(tx, data.slots, false);
  if (data.release) await replaceRelease(tx, data.release);
  await tx.eventReplica.updateMany({ where: { id: data.eventId }, data: { slotsKnown: true } });
}

async function upsertSlots(tx: Tx, slots: readonly Versioned<SlotState>[], deleted: boolean): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO slot_replicas AS current (id, version, deleted, session_id, room_id, starts_at, ends_at)
    SELECT s.id, s.version, ${deleted}, s."sessionId", s."roomId", s."startsAt", s."endsAt"
    FROM jsonb_to_recordset(${JSON.stringify(slots)}::jsonb) AS s(id uuid, version int, "sessionId" uuid, "roomId" uuid,
      "startsAt" timestamptz, "endsAt" timestamptz) ORDER BY s.id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, room_id = excluded.room_id,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at
    WHERE current.version < excluded.version`;
}

async function upsertRooms(tx: Tx, rooms: readonly Room[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO room_replicas AS current (id, version, name)
    SELECT r.id, r.version, r.name
    FROM jsonb_to_recordset(${JSON.stringify(rooms)}::jsonb) AS r(id uuid, version int, name text) ORDER BY r.id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name
    WHERE current.version < excluded.version`;
}

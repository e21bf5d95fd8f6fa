import { createHash } from 'node:crypto';
import type { CalendarSlot } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import type { Whole } from './copies';

export type { CalendarSlot };

/** All slots that calendars know, those that are gone included. */
export const calendarSlots = (db: Db, eventId: string): Promise<CalendarSlot[]> =>
  db.calendarSlot.findMany({ where: { eventId }, orderBy: [{ startsAt: 'asc' }, { slotId: 'asc' }] });

/**
 * Brings what calendars know up to a programme: SEQUENCE grows with time, room and cancellation, and the time of the last
 * change with whatever else they show. The row of the programme's copy must be held.
 */
export async function followCalendar(tx: Tx, eventId: string, whole: Whole): Promise<void> {
  const rows = JSON.stringify(rowsOf(whole));
  await tx.$executeRaw`
    INSERT INTO calendar_slots AS c
      (slot_id, event_id, session_id, room_id, starts_at, ends_at, title, room, fingerprint, changed_at)
    SELECT r."slotId", ${eventId}::uuid, r."sessionId", r."roomId", r."startsAt", r."endsAt", r.title, r.room, r.fingerprint, now()
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("slotId" uuid, "sessionId" uuid, "roomId" uuid, "startsAt" timestamptz,
      "endsAt" timestamptz, title text, room text, fingerprint text)
    ON CONFLICT (slot_id) DO UPDATE SET
      room_id = excluded.room_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at, title = excluded.title,
      room = excluded.room, cancelled = false, fingerprint = excluded.fingerprint, changed_at = excluded.changed_at,
      sequence = c.sequence + ((c.room_id, c.starts_at, c.ends_at, c.cancelled)
        IS DISTINCT FROM (excluded.room_id, excluded.starts_at, excluded.ends_at, false))::int
    WHERE c.event_id = excluded.event_id AND (c.cancelled OR c.fingerprint <> excluded.fingerprint)`;
  const present = whole.slots.map(({ id }) => id);
  await tx.$executeRaw`
    UPDATE calendar_slots SET cancelled = true, sequence = sequence + 1, changed_at = now()
    WHERE event_id = ${eventId}::uuid AND NOT cancelled AND slot_id <> ALL(${present}::uuid[])`;
}

function rowsOf({ slots, sessions, rooms, tracks, speakers }: Whole) {
  const sessionOf = new Map(sessions.map(session => [session.id, session]));
  const roomOf = new Map(rooms.map(room => [room.id, room]));
  return slots.flatMap(slot => {
    const [session, room] = [sessionOf.get(slot.sessionId), roomOf.get(slot.roomId)];
    if (!session || !room) return [];
    const track = tracks.find(({ id }) => id === session.trackId);
    const names = session.speakers.map(({ speakerId }) => speakers.get(speakerId)?.name);
    const shown = [slot, session.title, session.abstract, session.type, session.tags, room.name, track?.name, names];
    const fingerprint = createHash('sha256').update(JSON.stringify(shown)).digest('base64url');
    const { sessionId, roomId, startsAt, endsAt } = slot;
    return [
      { slotId: slot.id, sessionId, roomId, startsAt, endsAt, title: session.title, room: room.name, fingerprint },
    ];
  });
}

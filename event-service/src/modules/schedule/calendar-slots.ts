import { createHash } from 'node:crypto';
import { mapInTurns } from '@ems/chassis/concurrency';
import type { CalendarSlot } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { type FullSchedule, takesPlace } from './schedule-data';

export type { CalendarSlot };

/** All slots that were ever in the event's calendar feed, cancelled ones included. */
export const listCalendarSlots = (db: Db, eventId: string): Promise<CalendarSlot[]> =>
  db.calendarSlot.findMany({ where: { eventId }, orderBy: [{ startsAt: 'asc' }, { slotId: 'asc' }] });

export type ShownSlot = Awaited<ReturnType<typeof shownSlotsOf>>[number];

/**
 * Brings the slots of the calendar feed in line with a schedule: SEQUENCE grows with time, room and cancellation, and the
 * time of the last change with all else that the feed shows. The row of the schedule's snapshot must be locked.
 */
export async function syncCalendarSlots(tx: Tx, eventId: string, shown: readonly ShownSlot[]): Promise<void> {
  const rows = JSON.stringify(shown);
  await tx.$executeRaw`
    INSERT INTO calendar_slots AS current
      (slot_id, event_id, session_id, room_id, starts_at, ends_at, title, room, fingerprint, changed_at)
    SELECT r."slotId", ${eventId}::uuid, r."sessionId", r."roomId", r."startsAt", r."endsAt", r.title, r.room, r.fingerprint, now()
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("slotId" uuid, "sessionId" uuid, "roomId" uuid, "startsAt" timestamptz,
      "endsAt" timestamptz, title text, room text, fingerprint text)
    ON CONFLICT (slot_id) DO UPDATE SET
      room_id = excluded.room_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at, title = excluded.title,
      room = excluded.room, cancelled = false, fingerprint = excluded.fingerprint, changed_at = excluded.changed_at,
      sequence = current.sequence + ((current.room_id, current.starts_at, current.ends_at, current.cancelled)
        IS DISTINCT FROM (excluded.room_id, excluded.starts_at, excluded.ends_at, false))::int
    WHERE current.event_id = excluded.event_id AND (current.cancelled OR current.fingerprint <> excluded.fingerprint)`;
  const present = shown.map(({ slotId }) => slotId);
  await tx.$executeRaw`
    UPDATE calendar_slots SET cancelled = true, sequence = sequence + 1, changed_at = now()
    WHERE event_id = ${eventId}::uuid AND NOT cancelled AND slot_id <> ALL(${present}::uuid[])`;
}

/** The slots of a calendar feed with what it shows of them, made before anything is locked: of thousands that takes a while. */
export async function shownSlotsOf({ slots, sessions, rooms, tracks, speakers }: FullSchedule) {
  const sessionOf = new Map(sessions.map(session => [session.id, session]));
  const roomOf = new Map(rooms.map(room => [room.id, room]));
  const rows = await mapInTurns(slots, slot => {
    const [session, room] = [sessionOf.get(slot.sessionId), roomOf.get(slot.roomId)];
    if (!session || !room || !takesPlace(session)) return [];
    const track = tracks.find(({ id }) => id === session.trackId);
    const names = session.speakers.map(({ speakerId }) => speakers.get(speakerId)?.name);
    const { trackId: _, durationMinutes: __, ...text } = session;
    const shown = [slot, text, room.name, track?.name, names];
    const fingerprint = createHash('sha256').update(JSON.stringify(shown)).digest('base64url');
    const { sessionId, roomId, startsAt, endsAt } = slot;
    return [
      { slotId: slot.id, sessionId, roomId, startsAt, endsAt, title: session.title, room: room.name, fingerprint },
    ];
  });
  return rows.flat();
}

import type { Sql } from '@ems/chassis/database';
import { invalidField, notFound } from '@ems/chassis/errors';
import type { SessionStatus } from '../../generated/prisma/client';
import { problem } from '../../shared/problem';
import type { EventReplica } from '../events';

/** Where and when a slot is to be. */
export interface Placement {
  roomId: string;
  startsAt: Date;
  endsAt: Date;
}

/** Without an end, a slot lasts as long as its session. */
export const placementOf = (
  { roomId, startsAt, endsAt }: { roomId: string; startsAt: Date; endsAt?: Date | undefined },
  durationMinutes: number,
): Placement => ({ roomId, startsAt, endsAt: endsAt ?? new Date(startsAt.getTime() + durationMinutes * 60_000) });

/** What a booking depends on. */
interface Booking extends BookedRoom {
  status: SessionStatus;
  durationMinutes: number;
}

interface BookedRoom {
  /** Whether the room takes several sessions at a time; null where the event has no such room. */
  parallel: boolean | null;
}

/**
 * Locks the session (FOR NO KEY UPDATE), and the room if the event has it (FOR KEY SHARE: others may book it meanwhile), until
 * the transaction ends. @throws DomainError 404
 */
export async function lockBookingForUpdate(sql: Sql, sessionId: string, roomId: string): Promise<Booking> {
  const [booking] = await sql.$queryRaw<Booking[]>`
    WITH room AS (
      SELECT r.parallel FROM rooms r JOIN sessions s ON s.event_id = r.event_id
      WHERE r.id = ${roomId}::uuid AND s.id = ${sessionId}::uuid FOR KEY SHARE OF r)
    SELECT status::text, duration_minutes AS "durationMinutes", (SELECT parallel FROM room) AS parallel
    FROM sessions WHERE id = ${sessionId}::uuid FOR NO KEY UPDATE`;
  if (!booking) throw notFound('session');
  return booking;
}

/**
 * Locks the room in which a slot is to be, if the event has it (FOR KEY SHARE), until the transaction ends.
 * @param roomId none where the slot stays in its room
 */
export async function lockRoomOfMove(sql: Sql, slotId: string, roomId: string | undefined): Promise<BookedRoom> {
  const [room] = await sql.$queryRaw<BookedRoom[]>`
    SELECT r.parallel FROM slots s JOIN rooms r ON r.event_id = s.event_id AND r.id = coalesce(${roomId ?? null}::uuid, s.room_id)
    WHERE s.id = ${slotId}::uuid FOR KEY SHARE OF r`;
  return room ?? { parallel: null };
}

/**
 * @returns whether the room takes several sessions at a time
 * @throws DomainError 400 for a room that the event does not have or times in the wrong order, 409 outside the event's dates or once it is cancelled
 */
export function requireBookable(
  event: EventReplica,
  { parallel }: BookedRoom,
  { startsAt, endsAt }: Placement,
): boolean {
  if (event.status === 'cancelled') throw problem('event.cancelled', 'The event is cancelled.');
  if (parallel === null) throw invalidField('#/roomId', 'unknown', 'The event has no such room.');
  if (endsAt <= startsAt) throw invalidField('#/endsAt', 'not-after-start', 'The end must come after the start.');
  if (startsAt < event.startsAt || endsAt > event.endsAt) {
    throw problem('slot.outside-event', 'The slot would lie outside the event.', {
      eventStartsAt: event.startsAt.toISOString(),
      eventEndsAt: event.endsAt.toISOString(),
    });
  }
  return parallel;
}

import { conflict, invalidField, notFound } from '@ems/chassis/errors';
import type { SessionState } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import type { EventCopy } from '../events';

/** Where and when a slot is wanted. */
export interface Place {
  roomId: string;
  startsAt: Date;
  endsAt: Date;
}

/** What a booking depends on. */
interface Booking {
  state: SessionState;
  durationMinutes: number;
  /** Whether the room takes several sessions at a time; null where the event has no such room. */
  parallel: boolean | null;
}

/** Holds the session, and the room if the event has it, as they are until the transaction ends. @throws DomainError 404 */
export async function lockPlace(tx: Tx, sessionId: string, roomId: string): Promise<Booking> {
  const [booking] = await tx.$queryRaw<Booking[]>`
    WITH room AS (
      SELECT r.parallel FROM rooms r JOIN sessions s ON s.event_id = r.event_id
      WHERE r.id = ${roomId}::uuid AND s.id = ${sessionId}::uuid FOR KEY SHARE OF r)
    SELECT state::text, duration_minutes AS "durationMinutes", (SELECT parallel FROM room) AS parallel
    FROM sessions WHERE id = ${sessionId}::uuid FOR NO KEY UPDATE`;
  if (!booking) throw notFound('session');
  return booking;
}

/** @throws DomainError 400 for a room that the event does not have or times in the wrong order, 409 outside the event's dates or once it is cancelled */
export function requireBookable(event: EventCopy, { parallel }: Booking, { startsAt, endsAt }: Place): boolean {
  if (event.status === 'cancelled') throw conflict('event.cancelled', 'The event is cancelled.');
  if (parallel === null) throw invalidField('#/roomId', 'unknown', 'The event has no such room.');
  if (endsAt <= startsAt) throw invalidField('#/endsAt', 'not-after-start', 'The end must come after the start.');
  if (startsAt < event.startsAt || endsAt > event.endsAt) {
    throw conflict('slot.outside-event', 'The slot would lie outside the event.', {
      eventStartsAt: event.startsAt.toISOString(),
      eventEndsAt: event.endsAt.toISOString(),
    });
  }
  return parallel;
}

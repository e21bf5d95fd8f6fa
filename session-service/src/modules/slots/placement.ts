import { invalidField, notFound } from '@ems/chassis/errors';
import type { SessionStatus } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
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
interface Booking {
  status: SessionStatus;
  durationMinutes: number;
  /** Whether the room takes several sessions at a time; null where the event has no such room. */
  parallel: boolean | null;
}

/**
 * Locks the session (FOR NO KEY UPDATE), and the room if the event has it (FOR KEY SHARE: others may book it meanwhile), until
 * the transaction ends. @throws DomainError 404
 */
export async function lockBookingForUpdate(tx: Tx, sessionId: string, roomId: string): Promise<Booking> {
  const [booking] = await tx.$queryRaw<Booking[]>`
    WITH room AS (
      SELECT r.parallel FROM rooms r JOIN sessions s ON s.event_id = r.event_id
      WHERE r.id = ${roomId}::uuid AND s.id = ${sessionId}::uuid FOR KEY SHARE OF r)
    SELECT status::text, duration_minutes AS "durationMinutes", (SELECT parallel FROM room) AS parallel
    FROM sessions WHERE id = ${sessionId}::uuid FOR NO KEY UPDATE`;
  if (!booking) throw notFound('session');
  return booking;
}

/**
 * @returns whether the room takes several sessions at a time
 * @throws DomainError 400 for a room that the event does not have or times in the wrong order, 409 outside the event's dates or once it is cancelled
 */
export function requireBookable(event: EventReplica, { parallel }: Booking, { startsAt, endsAt }: Placement): boolean {
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

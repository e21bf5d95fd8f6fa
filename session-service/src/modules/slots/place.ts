import { conflict, invalidField } from '@ems/chassis/errors';
import type { Tx } from '../../shared/database';
import type { EventCopy } from '../events';

/** Where and when a slot is wanted. */
export interface Place {
  roomId: string;
  startsAt: Date;
  endsAt: Date;
}

/** @throws DomainError 400 for times in the wrong order, 409 outside the event's dates or once it is cancelled */
export function requireTimes(event: EventCopy, { startsAt, endsAt }: Place): void {
  if (endsAt <= startsAt) throw invalidField('#/endsAt', 'not-after-start', 'The end must come after the start.');
  if (event.status === 'cancelled') throw conflict('event.cancelled', 'The event is cancelled.');
  if (startsAt < event.startsAt || endsAt > event.endsAt) {
    throw conflict('slot.outside-event', 'The slot would lie outside the event.', {
      eventStartsAt: event.startsAt.toISOString(),
      eventEndsAt: event.endsAt.toISOString(),
    });
  }
}

/** Holds the room as it is. @returns whether it takes several sessions at a time @throws DomainError 400 for a room that the event does not have */
export async function lockPlace(tx: Tx, eventId: string, roomId: string): Promise<{ parallel: boolean }> {
  const [room] = await tx.$queryRaw<{ parallel: boolean }[]>`
    SELECT parallel FROM rooms WHERE id = ${roomId}::uuid AND event_id = ${eventId}::uuid FOR KEY SHARE`;
  if (!room) throw invalidField('#/roomId', 'unknown', 'The event has no such room.');
  return room;
}

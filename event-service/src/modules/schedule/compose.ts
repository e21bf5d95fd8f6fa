import type { Room, Session, Slot } from '../../grpc';
import type { Programme } from '../programme';
import { type ConferenceDay, conferenceDays, dateOf } from './conference-days';

export interface ScheduledEvent {
  startsAt: Date;
  endsAt: Date;
  /** IANA name. */
  timezone: string;
}

export interface Placed {
  slot: Slot;
  room: Room;
  session: Session;
}

export interface ScheduleDay extends ConferenceDay {
  /** All rooms in their order, each with what takes place in it that day, by time. */
  rooms: { room: Room; placed: Placed[] }[];
}

/**
 * Puts a programme on the days and rooms of its event. Same data, same order: by start, then number. A slot whose room or
 * session the reply did not name is left out: it was freed while the reply was made.
 */
export function arrange(event: ScheduledEvent, { rooms, slots, sessions }: Programme): ScheduleDay[] {
  const roomOf = new Map(rooms.map(room => [room.id, room]));
  const sessionOf = new Map(sessions.map(session => [session.id, session]));
  const placed = slots
    .flatMap(slot => {
      const [room, session] = [roomOf.get(slot.roomId), sessionOf.get(slot.sessionId)];
      return room && session ? [{ slot, room, session }] : [];
    })
    .toSorted((a, b) => a.slot.startsAt.getTime() - b.slot.startsAt.getTime() || a.slot.number - b.slot.number);
  const byCell = Map.groupBy(placed, ({ slot }) => `${dateOf(slot.startsAt, event.timezone)} ${slot.roomId}`);
  return conferenceDays(event, slots).map(day => ({
    ...day,
    rooms: rooms.map(room => ({ room, placed: byCell.get(`${day.date} ${room.id}`) ?? [] })),
  }));
}

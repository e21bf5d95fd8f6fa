import { DateTime } from 'luxon';
import type { Room, Session, Slot } from '../../grpc';
import { perInstant } from '../../shared/per-instant';
import type { ScheduleData } from './schedule-data';

/** One conference day: as from 04:00 to 04:00, which is 23 or 25 hours when the clocks change. */
export interface ConferenceDay {
  /** From 1. */
  index: number;
  /** Of its beginning, such as 2026-03-29. */
  date: string;
  startsAt: Date;
  endsAt: Date;
}

/** By which clocks days are counted, and when, by them, one ends and the next begins. */
interface DayFrame {
  /** IANA name. */
  timezone: string;
  /** As 04:00. */
  dayStartsAt: string;
}

/** A time that the clocks skip is as much later as they go forward; one that they show twice is the first. */
const startOf = (date: string, { timezone: zone, dayStartsAt }: DayFrame): Date =>
  DateTime.fromISO(`${date}T${dayStartsAt}`, { zone }).toJSDate();

/** The date of the conference day in which an instant lies. */
export const dateOf = (when: Date, frame: DayFrame): string => datesIn(frame)(when);

/** {@link dateOf}, of many: when a day begins is computed once. */
function datesIn(frame: DayFrame): (when: Date) => string {
  const starts = new Map<string, Date>();
  const startOnce = (date: string) => {
    const start = starts.get(date) ?? startOf(date, frame);
    starts.set(date, start);
    return start;
  };
  return perInstant(when => {
    const local = DateTime.fromJSDate(when, { zone: frame.timezone });
    const date = local.toISODate() ?? '';
    return when < startOnce(date) ? (local.minus({ days: 1 }).toISODate() ?? '') : date;
  });
}

const nextDate = (date: string): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');

interface Times {
  startsAt: Date;
  endsAt: Date;
}

type FramedTimes = Times & DayFrame;

/**
 * The days of an event without gaps. The night before its first date counts only when something takes place in it, so
 * that an event that starts at midnight does not begin with an empty day.
 * @param slots all that takes place
 * @param dateAt tells in which day an instant lies
 */
export function conferenceDays(event: FramedTimes, slots: readonly Times[], dateAt = datesIn(event)): ConferenceDay[] {
  const zone = event.timezone;
  const firstDate = DateTime.fromJSDate(event.startsAt, { zone }).toFormat('yyyy-MM-dd');
  const lastDate = dateAt(new Date(event.endsAt.getTime() - 1));
  const dates = [...new Set(slots.map(slot => dateAt(slot.startsAt)))].toSorted();
  const first = [dates[0] ?? firstDate, firstDate].toSorted()[0] ?? firstDate;
  const last = [dates.at(-1) ?? lastDate, lastDate, first].toSorted().at(-1) ?? lastDate;
  const days: ConferenceDay[] = [];
  for (let date = first; date <= last; date = nextDate(date)) {
    days.push({ index: days.length + 1, date, startsAt: startOf(date, event), endsAt: startOf(nextDate(date), event) });
  }
  return days;
}

/** A slot with its room and session. */
export interface ScheduledSlot {
  slot: Slot;
  room: Room;
  session: Session;
}

export interface ScheduleDay extends ConferenceDay {
  /** All rooms in their order, each with its slots of that day, by time. */
  rooms: { room: Room; scheduled: ScheduledSlot[] }[];
}

const inOrder = (a: ScheduledSlot, b: ScheduledSlot): number =>
  a.slot.startsAt.getTime() - b.slot.startsAt.getTime() || a.slot.number - b.slot.number;

/**
 * Arranges a schedule by the days and rooms of its event. Same data, same order: by start, then number. A slot whose room or
 * session the reply did not have is left out: it was deleted while the reply was made.
 */
export function arrangeByDay(event: FramedTimes, { rooms, slots, sessions }: Arrangeable): ScheduleDay[] {
  const roomOf = new Map(rooms.map(room => [room.id, room]));
  const sessionOf = new Map(sessions.map(session => [session.id, session]));
  const scheduled = slots
    .flatMap(slot => {
      const [room, session] = [roomOf.get(slot.roomId), sessionOf.get(slot.sessionId)];
      return room && session ? [{ slot, room, session }] : [];
    })
    .toSorted(inOrder);
  const dateAt = datesIn(event);
  const byDayAndRoom = Map.groupBy(scheduled, ({ slot }) => `${dateAt(slot.startsAt)} ${slot.roomId}`);
  return conferenceDays(event, slots, dateAt).map(day => ({
    ...day,
    rooms: rooms.map(room => ({ room, scheduled: byDayAndRoom.get(`${day.date} ${room.id}`) ?? [] })),
  }));
}

/** All that takes place on some days, in the order in which they show it. */
export const scheduledOn = (days: readonly ScheduleDay[]): ScheduledSlot[] =>
  days.flatMap(({ rooms }) => rooms.flatMap(({ scheduled }) => scheduled));

/** Where a session takes place first, in that order; found without arranging all of them, for it is asked of one at a time. */
export function firstSlotOf(sessionId: string, { rooms, slots, sessions }: Arrangeable): ScheduledSlot | undefined {
  const session = sessions.find(({ id }) => id === sessionId);
  if (!session) return undefined;
  const [first] = slots
    .flatMap(slot => {
      const room = slot.sessionId === sessionId ? rooms.find(({ id }) => id === slot.roomId) : undefined;
      return room ? [{ slot, room, session }] : [];
    })
    .toSorted(inOrder);
  return first;
}

type Arrangeable = Pick<ScheduleData, 'rooms' | 'slots' | 'sessions'>;

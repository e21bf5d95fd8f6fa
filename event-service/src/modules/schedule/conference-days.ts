import { DateTime } from 'luxon';

/** When, by the clocks of the event's zone, one conference day ends and the next begins. */
export const dayStartsAtHour = 4;

/** One conference day: from 04:00 to 04:00, which is 23 or 25 hours when the clocks change. */
export interface ConferenceDay {
  /** From 1. */
  index: number;
  /** Of its beginning, such as 2026-03-29. */
  date: string;
  startsAt: Date;
  endsAt: Date;
}

/** The date of the conference day in which an instant lies. */
export function dateOf(when: Date, zone: string): string {
  const local = DateTime.fromJSDate(when, { zone });
  return (local.hour < dayStartsAtHour ? local.minus({ days: 1 }) : local).toFormat('yyyy-MM-dd');
}

const startOf = (date: string, zone: string): Date =>
  DateTime.fromISO(date, { zone }).set({ hour: dayStartsAtHour }).toJSDate();

const nextDate = (date: string): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');

interface Times {
  startsAt: Date;
  endsAt: Date;
}

/**
 * The days of an event without gaps. The night before its first date counts only when something takes place in it, so
 * that an event that starts at midnight does not begin with an empty day.
 * @param slots all that takes place
 */
export function conferenceDays(event: Times & { timezone: string }, slots: readonly Times[]): ConferenceDay[] {
  const zone = event.timezone;
  const firstDate = DateTime.fromJSDate(event.startsAt, { zone }).toFormat('yyyy-MM-dd');
  const lastDate = dateOf(new Date(event.endsAt.getTime() - 1), zone);
  const dates = slots.map(slot => dateOf(slot.startsAt, zone)).toSorted();
  const first = [dates[0] ?? firstDate, firstDate].toSorted()[0] ?? firstDate;
  const last = [dates.at(-1) ?? lastDate, lastDate, first].toSorted().at(-1) ?? lastDate;
  const days: ConferenceDay[] = [];
  for (let date = first; date <= last; date = nextDate(date)) {
    days.push({ index: days.length + 1, date, startsAt: startOf(date, zone), endsAt: startOf(nextDate(date), zone) });
  }
  return days;
}

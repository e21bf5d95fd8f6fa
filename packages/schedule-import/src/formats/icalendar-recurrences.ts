import ICAL from 'ical.js';
import { writeTime } from './icalendar-times.ts';

/** As long as an event may last here: what comes later is no part of it. */
const maxDays = 366;

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Parts of a rule that choose days. With others, or by the hour, it is not read. */
const readParts = /^(FREQ|INTERVAL|COUNT|UNTIL|WKST|BYDAY|BYMONTH|BYMONTHDAY)$/;

/** When an event takes place. */
interface Occurrence {
  startsAt: string;
  endsAt: string | undefined;
}

/**
 * When an event takes place that recurs by days (RFC 5545, 3.3.10), within a year: the days of its rule, at the same time by the
 * clocks, without those that it excepts, and without those that have an entry of their own.
 * @param own the instants of such entries
 * @returns undefined for an event without a rule, and for a rule that is not read
 */
export function occurrencesOf(event: ICAL.Component, own: ReadonlySet<number>): Occurrence[] | undefined {
  const [rule, ...more] = event.getAllProperties('rrule').map(property => property.getFirstValue());
  const [start, end] = ['dtstart', 'dtend'].map(name => event.getFirstProperty(name));
  const first = start?.getFirstValue();
  if (!(rule instanceof ICAL.Recur) || more.length > 0 || !start || !(first instanceof ICAL.Time)) return undefined;
  const isOnDay = dayFilter(rule, first);
  if (!isOnDay) return undefined;
  const excepted = new Set([...own, ...instantsOf(event, 'exdate')]);
  const occurrences: Occurrence[] = [];
  let count = 0;
  for (let day = 0; day <= maxDays && count < (rule.count ?? maxDays + 1); day++) {
    const startsAt = writeTime(start, shift(first, day));
    // The first is one by itself.
    if (day > 0 && !isOnDay(shift(first, day), day)) continue;
    if (isPast(rule.until, startsAt)) break;
    count++;
    if (excepted.has(instantIn(startsAt))) continue;
    const last = end?.getFirstValue();
    occurrences.push({
      startsAt,
      endsAt: end && last instanceof ICAL.Time ? writeTime(end, shift(last, day)) : undefined,
    });
  }
  return occurrences;
}

/** The instants of a property's values; of times without a zone, as if it were UTC. */
export const instantsOf = (event: ICAL.Component, name: string): number[] =>
  event
    .getAllProperties(name)
    .flatMap(property =>
      property
        .getValues()
        .flatMap(value => (value instanceof ICAL.Time ? [instantIn(writeTime(property, value))] : [])),
    );

/** What has no offset is compared as UTC. */
const instantIn = (written: string): number =>
  Date.parse(
    /T.*(Z|[+-]\d\d:\d\d)$/.test(written) ? written : `${written.slice(0, 19)}${written.length > 10 ? 'Z' : ''}`,
  );

function shift(time: ICAL.Time, days: number): ICAL.Time {
  const later = time.clone();
  later.adjust(days, 0, 0, 0);
  return later;
}

/** An end that is a date is that whole day. */
function isPast(until: ICAL.Time | null, startsAt: string): boolean {
  if (!until) return false;
  if (until.isDate) return startsAt.slice(0, 10) > until.toString();
  const isLocal = until.zone !== ICAL.Timezone.utcTimezone;
  return isLocal ? startsAt.slice(0, 19) > until.toString() : instantIn(startsAt) > instantIn(until.toString());
}

/** Whether a rule has a day, so many after the first. */
function dayFilter(rule: ICAL.Recur, first: ICAL.Time): ((time: ICAL.Time, day: number) => boolean) | undefined {
  const { parts, freq, interval } = rule;
  if (![...Object.keys(parts), 'FREQ'].every(part => readParts.test(part))) return undefined;
  const listOf = (part: string) => (parts as Record<string, (string | number)[] | undefined>)[part]?.map(String);
  const [byDay, byMonth, byMonthDay] = [listOf('BYDAY'), listOf('BYMONTH'), listOf('BYMONTHDAY')];
  const sinceWeekBegan = (first.dayOfWeek() - rule.wkst + 7) % 7;
  const periods: Record<string, (time: ICAL.Time, day: number) => boolean> = {
    DAILY: (_, day) => day % interval === 0,
    WEEKLY: (_, day) => Math.floor((day + sinceWeekBegan) / 7) % interval === 0,
    MONTHLY: time => ((time.year - first.year) * 12 + time.month - first.month) % interval === 0,
  };
  const isInPeriod = periods[freq];
  if (!isInPeriod) return undefined;
  const weekdayOf = (time: ICAL.Time) => weekdays[time.dayOfWeek() - 1] ?? '';
  const days = byDay ?? (freq === 'WEEKLY' ? [weekdayOf(first)] : undefined);
  const dates = byMonthDay ?? (freq === 'MONTHLY' && !byDay ? [String(first.day)] : undefined);
  return (time, day) => {
    const length = ICAL.Time.daysInMonth(time.month, time.year);
    const [nth, nthLast] = [Math.ceil(time.day / 7), -Math.ceil((length - time.day + 1) / 7)];
    const name = weekdayOf(time);
    return (
      isInPeriod(time, day) &&
      (!days || [name, `${nth}${name}`, `+${nth}${name}`, `${nthLast}${name}`].some(one => days.includes(one))) &&
      (!byMonth || byMonth.includes(String(time.month))) &&
      (!dates || dates.includes(String(time.day)) || dates.includes(String(time.day - length - 1)))
    );
  };
}

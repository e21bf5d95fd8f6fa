import ICAL from 'ical.js';

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Parts of a rule that choose days. With others, or by the hour, it is not read. */
const readParts = /^(FREQ|INTERVAL|COUNT|UNTIL|WKST|BYDAY|BYMONTH|BYMONTHDAY)$/;

/** Whether a rule (RFC 5545, 3.3.10) has a day, so many after the first; undefined for a rule that is not read. */
export function dayFilter(rule: ICAL.Recur, first: ICAL.Time): ((time: ICAL.Time, day: number) => boolean) | undefined {
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

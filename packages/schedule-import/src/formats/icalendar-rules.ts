import type ICAL from 'ical.js';

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Parts of a rule that choose days. With others, or by the hour, it is not read. */
const readParts = /^(FREQ|INTERVAL|COUNT|UNTIL|WKST|BYDAY|BYMONTH|BYMONTHDAY)$/;

/** Whether a rule (RFC 5545, 3.3.10) has the day that is so many after the first; undefined for a rule that is not read. */
export function dayFilter(rule: ICAL.Recur, first: ICAL.Time): ((day: number) => boolean) | undefined {
  const { parts, freq, interval } = rule;
  if (![...Object.keys(parts), 'FREQ'].every(part => readParts.test(part))) return undefined;
  const listOf = (part: string) => (parts as Record<string, (string | number)[] | undefined>)[part]?.map(String);
  const setOf = (list: string[] | undefined) => list && new Set(list);
  const [byDay, byMonth, byMonthDay] = [listOf('BYDAY'), listOf('BYMONTH'), listOf('BYMONTHDAY')].map(setOf);
  const sinceWeekBegan = (first.dayOfWeek() - rule.wkst + 7) % 7;
  const periods: Record<string, (day: number, date: Date) => boolean> = {
    DAILY: day => day % interval === 0,
    WEEKLY: day => Math.floor((day + sinceWeekBegan) / 7) % interval === 0,
    MONTHLY: (_, date) =>
      ((date.getUTCFullYear() - first.year) * 12 + date.getUTCMonth() + 1 - first.month) % interval === 0,
  };
  const isInPeriod = periods[freq];
  if (!isInPeriod) return undefined;
  const days = byDay ?? (freq === 'WEEKLY' ? setOf([weekdays[first.dayOfWeek() - 1] ?? '']) : undefined);
  const dates = byMonthDay ?? (freq === 'MONTHLY' && !byDay ? setOf([String(first.day)]) : undefined);
  return day => {
    const date = new Date(Date.UTC(first.year, first.month - 1, first.day + day));
    if (!isInPeriod(day, date)) return false;
    const dayOfMonth = date.getUTCDate();
    const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    const [nth, nthLast] = [Math.ceil(dayOfMonth / 7), -Math.ceil((length - dayOfMonth + 1) / 7)];
    const name = weekdays[date.getUTCDay()] ?? '';
    return (
      (!days || [name, `${nth}${name}`, `+${nth}${name}`, `${nthLast}${name}`].some(one => days.has(one))) &&
      (!byMonth || byMonth.has(String(date.getUTCMonth() + 1))) &&
      (!dates || dates.has(String(dayOfMonth)) || dates.has(String(dayOfMonth - length - 1)))
    );
  };
}

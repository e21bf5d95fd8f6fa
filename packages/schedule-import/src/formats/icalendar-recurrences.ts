import ICAL from 'ical.js';
import type { FileEntry } from '../model/schedule-file.ts';
import { maxEntries } from '../refusals.ts';
import { dayFilter } from './icalendar-rules.ts';
import { instantIn, shift, writeTime } from './icalendar-times.ts';

/** As long as an event may last here: what comes later is no part of it. */
const maxDays = 366;

interface Occurrences {
  /** When an event takes place; a duration that is not there is that of the event. */
  times: Pick<FileEntry, 'startsAt' | 'endsAt' | 'duration'>[];
  /** Its rule has no end of its own: how far it was followed. */
  isOpen?: true;
  /** What of its times is not taken. */
  notTaken?: string | undefined;
}

interface Limits {
  /** The instants of those times that have an entry of their own. */
  own: ReadonlySet<number>;
  /** After which nothing of a rule without an end is a part of the event. */
  last: number | undefined;
}

/** Whether it takes place more than once. */
export const recurs = (event: ICAL.Component): boolean =>
  ['rrule', 'rdate', 'exrule'].some(name => event.hasProperty(name)) && !event.hasProperty('recurrence-id');

/** Whether its rule has no end of its own. */
export const isOpen = (event: ICAL.Component): boolean => {
  const rule = recurs(event) ? ruleOf(event) : undefined;
  return rule instanceof ICAL.Recur && !rule.until && !rule.count;
};

/**
 * When an event takes place: at its start, on the days of its rule, at the same time by the clocks, and at its further dates
 * (RFC 5545, 3.8.5), within a year, without those that it excepts and those that have an entry of their own.
 */
export function occurrencesOf(event: ICAL.Component, { own, last }: Limits): Occurrences {
  const [start, end] = ['dtstart', 'dtend'].map(name => event.getFirstProperty(name));
  const first = start?.getFirstValue();
  if (!start || !(first instanceof ICAL.Time)) return { times: [], notTaken: 'It has no start.' };
  const isExcepted = exceptionsOf(event, own);
  const until = end?.getFirstValue();
  const at = (day: number) => ({
    startsAt: writeTime(start, shift(first, day)),
    endsAt: end && until instanceof ICAL.Time ? writeTime(end, shift(until, day)) : undefined,
  });
  const { days, ...rest } = daysOf(event, first, day => at(day).startsAt, last);
  const seen = new Set<number>();
  const isNew = (startsAt: string) => !seen.has(instantIn(startsAt)) && seen.add(instantIn(startsAt));
  const times = [...days.map(at), ...furtherDates(event, at(0))];
  return { times: times.filter(({ startsAt }) => !isExcepted(startsAt) && isNew(startsAt)), ...rest };
}

function ruleOf(event: ICAL.Component): ICAL.Recur | undefined | 'unread' {
  const rules = event.getAllProperties('rrule');
  if (event.hasProperty('exrule') || rules.length > 1) return 'unread';
  const rule = rules[0]?.getFirstValue();
  return rule === undefined || rule instanceof ICAL.Recur ? rule : 'unread';
}

/** The days of its rule, as how many they are after its first. */
function daysOf(
  event: ICAL.Component,
  first: ICAL.Time,
  startOn: (day: number) => string,
  last: number | undefined,
): Omit<Occurrences, 'times'> & { days: number[] } {
  const rule = ruleOf(event);
  if (rule === undefined) return { days: [0] };
  const isOnDay = rule === 'unread' ? undefined : dayFilter(rule, first);
  if (rule === 'unread' || !isOnDay) return { days: [0], notTaken: notRead(event, rule) };
  const days: number[] = [];
  const isOpenEnded = !rule.until && !rule.count;
  for (let day = 0; day <= maxDays; day++) {
    // The first is one by itself.
    if (day > 0 && !isOnDay(day)) continue;
    const startsAt = startOn(day);
    const isOver = isPast(rule.until, startsAt) || days.length === (rule.count ?? Number.POSITIVE_INFINITY);
    if (isOver || (isOpenEnded && last !== undefined && day > 0 && instantIn(startsAt) > last))
      return { days, ...(isOpenEnded && { isOpen: true }) };
    days.push(day);
  }
  if (isOpenEnded) return { days, isOpen: true };
  const missing = rule.count ? `${rule.count - days.length} of its ${rule.count} times` : 'Its further times';
  const isWhole = rule.count ? days.length === rule.count : isPast(rule.until, startOn(maxDays + 1));
  return { days, notTaken: isWhole ? undefined : `${missing} are more than a year after the first.` };
}

function notRead(event: ICAL.Component, rule: ICAL.Recur | 'unread'): string {
  const [written] = event.getAllProperties('rrule').map(property => property.toICALString().replace(/^RRULE:/i, ''));
  const times = rule !== 'unread' && rule.count ? `1 of its ${rule.count} times` : 'its first time alone';
  return `How it recurs (${written}) is not read: ${times} is taken.`;
}

/** Dates of their own, each as long as the first, or with its end. */
function furtherDates(event: ICAL.Component, first: { startsAt: string; endsAt: string | undefined }) {
  const length = first.endsAt && String((instantIn(first.endsAt) - instantIn(first.startsAt)) / 60_000);
  const dates: Occurrences['times'] = [];
  for (const property of event.getAllProperties('rdate')) {
    const written = property.toJSON().slice(3);
    for (const [at, value] of property.getValues().entries()) {
      if (dates.length > maxEntries) return dates;
      const start = value instanceof ICAL.Period ? value.start : value;
      if (!(start instanceof ICAL.Time)) continue;
      const [text] = [written[at]].flat().map(String);
      // The library would take 30 February for 2 March.
      const isDay = text?.startsWith(start.toString().slice(0, 10));
      dates.push({
        startsAt: isDay ? writeTime(property, start) : (text ?? ''),
        ...(value instanceof ICAL.Period
          ? { endsAt: writeTime(property, value.getEnd()), duration: undefined }
          : length && { duration: length }),
      });
    }
  }
  return dates;
}

/** By instants; where it excepts a date alone, by days. */
function exceptionsOf(event: ICAL.Component, own: ReadonlySet<number>): (startsAt: string) => boolean {
  const written = timesOf(event, 'exdate');
  const days = new Set(written.filter(time => time.length === 10));
  const instants = new Set([...own, ...written.map(instantIn)]);
  return startsAt => instants.has(instantIn(startsAt)) || days.has(startsAt.slice(0, 10));
}

const timesOf = (event: ICAL.Component, name: string): string[] =>
  event
    .getAllProperties(name)
    .flatMap(property =>
      property.getValues().flatMap(value => (value instanceof ICAL.Time ? [writeTime(property, value)] : [])),
    );

/** The instants of a property's values; of times without a zone, as if it were UTC. */
export const instantsOf = (event: ICAL.Component, name: string): number[] => timesOf(event, name).map(instantIn);

/** An end that is a date is that whole day. */
function isPast(until: ICAL.Time | null, startsAt: string): boolean {
  if (!until) return false;
  if (until.isDate) return startsAt.slice(0, 10) > until.toString();
  const isLocal = until.zone !== ICAL.Timezone.utcTimezone;
  return isLocal ? startsAt.slice(0, 19) > until.toString() : instantIn(startsAt) > instantIn(until.toString());
}

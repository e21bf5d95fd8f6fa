import type ICAL from 'ical.js';
import type { FileEntry } from '../model/schedule-file.ts';
import { parseTime } from '../model/times.ts';
import { RefusedFileError, requireEntries } from '../refusals.ts';
import { instantsOf, isOpen, occurrencesOf, recurs } from './icalendar-recurrences.ts';
import { instantIn, textOf } from './icalendar-times.ts';

interface Read {
  event: ICAL.Component;
  entry: FileEntry;
}

/** More than any programme has, of which each costs a look at a year. */
const maxRecurring = 2_000;

/**
 * An entry for each time of each event; those of one event are of one session, since they have its id and title. What recurs without
 * an end does so until the last of the others ends.
 */
export function repeatEntries(read: Read[]): FileEntry[] {
  if (read.filter(({ event }) => recurs(event)).length > maxRecurring)
    throw new RefusedFileError('file.too-large', `More than ${maxRecurring} of its events recur.`);
  const changed = changedIn(read);
  const repeated = new Map<Read, FileEntry[]>();
  let count = 0;
  const add = (one: Read, last?: number) => {
    const entries = repeat(one, changed.get(textOf(one.event, 'uid') ?? '') ?? new Set(), last);
    repeated.set(one, entries);
    count += entries.length;
    requireEntries(count);
  };
  const [open, others] = [read.filter(({ event }) => isOpen(event)), read.filter(({ event }) => !isOpen(event))];
  for (const one of others) add(one);
  const last = lastOf([...repeated.values()].flat());
  for (const one of open) add(one, last);
  return read.flatMap(one => repeated.get(one) ?? []);
}

/** By the UID of each event that recurs, the instants of those that have an entry of their own (RECURRENCE-ID). */
function changedIn(read: Read[]): ReadonlyMap<string, ReadonlySet<number>> {
  const changed = new Map<string, Set<number>>();
  for (const { event } of read) {
    const uid = textOf(event, 'uid');
    const instants = instantsOf(event, 'recurrence-id');
    if (uid === undefined || instants.length === 0) continue;
    const known = changed.get(uid) ?? new Set();
    changed.set(uid, known);
    for (const instant of instants) known.add(instant);
  }
  return changed;
}

function lastOf(entries: FileEntry[]): number | undefined {
  const ends = entries
    .map(({ startsAt, endsAt }) => instantIn(endsAt ?? startsAt))
    .filter(instant => !Number.isNaN(instant));
  return ends.length === 0 ? undefined : ends.reduce((a, b) => Math.max(a, b));
}

function repeat({ event, entry }: Read, own: ReadonlySet<number>, last: number | undefined): FileEntry[] {
  if (/^thisandfuture$/i.test(event.getFirstProperty('recurrence-id')?.getFirstParameter('range') ?? ''))
    return [{ ...entry, notTaken: 'All later times change with it (THISANDFUTURE): it is taken alone.' }];
  // Of what has no time that can be read, there is one line, which is refused.
  if (!recurs(event) || !parseTime(entry.startsAt, true)) return [entry];
  const { times, isOpen: isOpenEnded, notTaken } = occurrencesOf(event, { own, last });
  if (times.length === 0 && notTaken) return [{ ...entry, startsAt: '', notTaken }];
  const open = `It recurs without an end: ${times.length} of its times are taken, up to ${times.at(-1)?.startsAt}.`;
  return times.map((time, at) => ({
    ...entry,
    endsAt: undefined,
    ...time,
    place: `${entry.place}, time ${at + 1}`,
    ...(at === 0 && { notTaken, ...(isOpenEnded && { note: open }) }),
  }));
}

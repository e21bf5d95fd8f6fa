import ICAL from 'ical.js';
import type { FileEntry, ScheduleFile } from '../model/schedule-file.ts';
import { RefusedFileError, requireEntries } from '../refusals.ts';
import { count } from '../text/field-reader.ts';
import { readExtensions } from './icalendar-extensions.ts';
import { repeatEntries } from './icalendar-repeat.ts';
import { textOf, timeOf } from './icalendar-times.ts';
import { definedBy } from './own-export.ts';

export const isICalendar = (text: string): boolean => /^\s*BEGIN:VCALENDAR/i.test(text);

/** Reads the VEVENTs of a calendar. @throws RefusedFileError for what is none */
export function readICalendar(text: string): ScheduleFile {
  requireReadable(text);
  const calendars = parse(text);
  const unplaced = new Map<string, number>();
  const events = calendars.flatMap(calendar => calendar.getAllSubcomponents('vevent'));
  const [first] = calendars;
  const isOwnExport = definedBy(textOf(first, 'prodid'));
  const entries = repeatEntries(
    events.map((event, at) => ({ event, entry: readEvent(event, `entry ${at + 1}`, isOwnExport, unplaced) })),
  );
  return {
    format: 'iCalendar',
    isOwnExport,
    hasLocalTimes: true,
    title: textOf(first, 'x-wr-calname') ?? textOf(first, 'name'),
    description: textOf(first, 'x-wr-caldesc'),
    zone: textOf(first, 'x-wr-timezone') ?? onlyZone(events),
    urls: [textOf(first, 'url')].flatMap(url => url ?? []),
    bounds: [],
    rooms: [],
    tracks: [],
    entries,
    unplaced,
  };
}

/** More than any property has, of which the parser takes more than linear time. */
const maxParameters = 30;

/** @throws RefusedFileError for what would take long to parse */
function requireReadable(text: string): void {
  requireEntries(text.match(/^BEGIN:VEVENT/gim)?.length ?? 0);
  const dates = text.match(/^(RDATE|EXDATE)[;:].*/gim) ?? [];
  requireEntries(dates.reduce((count, line) => count + line.split(',').length, 0));
  for (const [line] of text.matchAll(/^[\w-]+;.{300,}$/gm))
    if (parametersOf(line) > maxParameters)
      throw new RefusedFileError('file.malformed', `A line of it has more than ${maxParameters} parameters.`);
}

/** Before the value, which begins after the first colon that is not in quotes; a list in a parameter counts as so many. */
function parametersOf(line: string): number {
  let count = 0;
  let isQuoted = false;
  for (let at = 0; at < line.length && count <= maxParameters; at++) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (line[at] === ':') return count;
    else if (line[at] === ';' || line[at] === ',') count++;
  }
  return count;
}

function parse(text: string): ICAL.Component[] {
  try {
    const parsed = ICAL.parse(text);
    const list = (Array.isArray(parsed[0]) ? parsed : [parsed]) as unknown[][];
    return list.map(jcal => new ICAL.Component(jcal));
  } catch (error) {
    throw new RefusedFileError('file.malformed', `It begins like iCalendar and is none: ${(error as Error).message}.`);
  }
}

function readEvent(
  event: ICAL.Component,
  place: string,
  isOwnExport: boolean,
  unplaced: Map<string, number>,
): FileEntry {
  const categories = event.getAllProperties('categories').flatMap(property => property.getValues().map(String));
  countOthers(event, isOwnExport, unplaced);
  // frab has the speakers there; addresses are nobody's business.
  const attendees = event.getAllProperties('attendee').flatMap(property => {
    const name = property.getFirstParameter('cn')?.trim();
    return name ? [{ name }] : [];
  });
  const uid = textOf(event, 'uid');
  const url = textOf(event, 'url');
  return {
    place,
    ids: isOwnExport ? ownIds(event, uid) : [uid].flatMap(id => id ?? []),
    title: textOf(event, 'summary') ?? '',
    startsAt: timeOf(event, 'dtstart') ?? '',
    endsAt: timeOf(event, 'dtend'),
    duration: durationOf(event),
    room: textOf(event, 'location'),
    isCancelled: /^cancelled$/i.test(textOf(event, 'status') ?? ''),
    ...(isOwnExport
      ? readExtensions(event)
      : {
          description: textOf(event, 'description') ?? '',
          ...(attendees.length > 0 && { persons: attendees }),
          tags: categories,
          ...(url !== undefined && { sourceUrl: url }),
        }),
  };
}

/** What its session is known by elsewhere, and the id of its slot, at our host. */
const ownIds = (event: ICAL.Component, uid: string | undefined): string[] =>
  [textOf(event, 'x-ems-external-id'), uid?.replace(/@.*$/, '')].flatMap(id => id ?? []);

function durationOf(event: ICAL.Component): string | undefined {
  const value = event.getFirstPropertyValue('duration');
  return value instanceof ICAL.Duration ? String(value.toSeconds() / 60) : undefined;
}

/** Where all times name one zone, it is that of the calendar. */
function onlyZone(events: ICAL.Component[]): string | undefined {
  const zones = new Set(events.map(event => event.getFirstProperty('dtstart')?.getFirstParameter('tzid')));
  const [only] = zones;
  return zones.size === 1 ? only : undefined;
}

const read =
  /^(uid|summary|dtstart|dtend|duration|location|status|description|categories|url|dtstamp|last-modified|created|sequence|class|transp|rrule|rdate|exrule|exdate|recurrence-id|priority|attendee|method)$/;

const ours = /^(x-ems-.*|image|attach|link)$/;

function countOthers(event: ICAL.Component, isOwnExport: boolean, unplaced: Map<string, number>): void {
  for (const { name } of event.getAllProperties())
    if (!read.test(name) && !(isOwnExport && ours.test(name))) count(unplaced, `event.${name}`);
  if (event.getFirstSubcomponent('valarm')) count(unplaced, 'event.valarm');
}

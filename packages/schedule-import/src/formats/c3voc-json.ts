import type { FileRoom, FileTrack, ScheduleFile } from '../model/schedule-file.ts';
import { RefusedFileError, requireEntries } from '../refusals.ts';
import { FieldReader, isObject } from '../text/field-reader.ts';
import { c3vocEntry, haveNoOffsets } from './c3voc-entry.ts';
import { definedBy } from './own-export.ts';

/** Some tools leave out the object around it all. */
const scheduleOf = (value: unknown): Record<string, unknown> | undefined =>
  isObject(value)
    ? isObject(value.schedule)
      ? value.schedule
      : isObject(value.conference)
        ? value
        : undefined
    : undefined;

export const isC3vocJson = (value: unknown): boolean => scheduleOf(value)?.conference !== undefined;

/** The second version has its events beside the conference, and not in the rooms of its days. */
export const isC3vocJson2 = (value: unknown): boolean =>
  Array.isArray(scheduleOf(value)?.events) || (isObject(value) && /schema-?v?2/.test(String(value.$schema)));

/** Reads a c3voc schedule, version 1. @throws RefusedFileError without days */
export function readC3vocJson(value: unknown): ScheduleFile {
  const root = new FieldReader(value);
  const schedule = new FieldReader(scheduleOf(value));
  const conference = new FieldReader(schedule.object('conference'));
  const unplaced = new Map<string, number>();
  const days = conference.list('days');
  if (days === undefined) throw new RefusedFileError('file.malformed', 'Its conference has no list of days.');
  requireEntries(days.length);
  const baseUrl = schedule.text('base_url') ?? conference.text('base_url');
  const isOwnExport = definedBy(new FieldReader(root.object('generator')).text('name'));
  const urls = [conference.text('url'), baseUrl].flatMap(url => url ?? []);
  const read = days.map((day, index) => readDay(day, `day ${index + 1}`, { baseUrl, unplaced, isOwnExport }));
  const entries = read.flatMap(day => day.entries);
  const file: ScheduleFile = {
    format: 'c3voc JSON',
    isOwnExport,
    hasLocalTimes: haveNoOffsets(entries),
    title: conference.text('title'),
    acronym: conference.text('acronym'),
    description: conference.text('description'),
    zone: conference.text('time_zone_name'),
    urls: isOwnExport ? [] : urls,
    logoUrl: conference.text('logo'),
    color: new FieldReader(conference.object('colors')).text('primary'),
    dayStartsAt: commonDayStart(read.flatMap(({ bounds }) => [bounds])),
    bounds: [...read.flatMap(({ bounds }) => bounds), ...['start', 'end'].flatMap(name => conference.text(name) ?? [])],
    rooms: [
      ...(conference.list('rooms') ?? []).flatMap(room => readRoom(room, unplaced)),
      ...read.flatMap(({ rooms }) => rooms),
    ],
    tracks: (conference.list('tracks') ?? []).flatMap(track => readTrack(track, unplaced)),
    entries,
    unplaced,
  };
  conference.skip('daysCount', 'timeslot_duration');
  conference.countUnread(unplaced, 'conference');
  return file;
}

interface Around {
  baseUrl: string | undefined;
  unplaced: Map<string, number>;
  isOwnExport: boolean;
}

function readDay(value: unknown, place: string, around: Around) {
  const day = new FieldReader(value);
  const rooms = Object.entries(day.object('rooms') ?? {});
  return {
    bounds: ['day_start', 'day_end'].flatMap(name => day.text(name) ?? []),
    rooms: rooms.map(([name]) => ({ name })),
    entries: rooms.flatMap(([room, entries]) =>
      (Array.isArray(entries) ? entries : []).map((entry, at) =>
        c3vocEntry(entry, { ...around, place: `${place}, ${room}, entry ${at + 1}`, room }),
      ),
    ),
  };
}

function readRoom(value: unknown, unplaced: Map<string, number>): FileRoom[] {
  const room = new FieldReader(value);
  const name = room.text('name');
  if (name === undefined) return [];
  const read = {
    name,
    capacity: room.number('capacity'),
    description: room.text('description', 'description_en', 'description_de'),
  };
  room.skip('slug', 'guid', 'id');
  room.countUnread(unplaced, 'room');
  return [read];
}

export function readTrack(value: unknown, unplaced: Map<string, number>): FileTrack[] {
  const track = new FieldReader(value);
  const name =
    track.text('name', '@name', '#text') ?? (typeof value === 'string' ? value.trim() || undefined : undefined);
  if (name === undefined) return [];
  const read = { name, color: track.text('color', '@color') };
  track.skip('slug', 'id', '@slug');
  track.countUnread(unplaced, 'track');
  return [read];
}

/** The clock time at which each day both begins and ends; undefined where days end before the next begins. */
export function commonDayStart(days: string[][]): string | undefined {
  const clocks = new Set(days.flat().map(time => /T(\d\d:\d\d)/.exec(time)?.[1]));
  const [only] = clocks;
  return clocks.size === 1 && days.every(day => day.length === 2) ? only : undefined;
}

import type { ScheduleFile } from '../model/schedule-file.ts';
import { FieldReader, isObject } from '../text/field-reader.ts';
import { c3vocEntry, haveNoOffsets } from './c3voc-entry.ts';
import { commonDayStart, readTrack } from './c3voc-json.ts';
import { definedBy } from './own-export.ts';
import { toC3vocEvent } from './xml-event.ts';

export const isScheduleXml = (value: unknown): boolean => isObject(value) && 'schedule' in value;

/** Reads a schedule in XML: of frab, pretalx, wafer, Pentabarf, or of others that write what EventFahrplan reads. */
export function readScheduleXml(value: unknown): ScheduleFile {
  const schedule = new FieldReader(isObject(value) ? value.schedule : undefined);
  const conference = new FieldReader(schedule.object('conference'));
  const generator = new FieldReader(schedule.object('generator'));
  const unplaced = new Map<string, number>();
  const isOwnExport = definedBy(generator.text('@name'));
  const baseUrl = conference.text('base_url');
  const urls = [conference.text('url'), baseUrl].flatMap(url => url ?? []);
  const dayChange = conference.text('day_change')?.slice(0, 5);
  const days = (schedule.list('day') ?? []).map((day, index) => readDay(day, `day ${index + 1}`, dayChange));
  const entries = days.flatMap(({ events }) =>
    events.map(({ event, ...around }) => c3vocEntry(event, { ...around, baseUrl, unplaced, isOwnExport })),
  );
  const file: ScheduleFile = {
    format: 'schedule XML',
    isOwnExport,
    // Pentabarf and wafer have a date per day, and clock times.
    hasLocalTimes: days.some(({ events }) => events.some(({ isLocal }) => isLocal)) || haveNoOffsets(entries),
    title: conference.text('title'),
    acronym: conference.text('acronym'),
    zone: conference.text('time_zone_name', 'timezone'),
    city: conference.text('city'),
    venue: conference.text('venue'),
    urls: isOwnExport ? [] : urls,
    logoUrl: conference.text('logo'),
    color: conference.text('color') ?? new FieldReader(conference.object('color')).text('@primary'),
    dayStartsAt: dayChange && dayChange !== '00:00' ? dayChange : commonDayStart(days.map(({ bounds }) => bounds)),
    bounds: [...days.flatMap(({ bounds }) => bounds), ...['start', 'end'].flatMap(name => conference.text(name) ?? [])],
    rooms: days.flatMap(({ rooms }) => rooms),
    tracks: [
      ...(conference.list('track') ?? []),
      ...(new FieldReader(conference.object('tracks')).list('track') ?? []),
    ].flatMap(track => readTrack(track, unplaced)),
    entries,
    unplaced,
  };
  conference.skip('days', 'timeslot_duration');
  conference.countUnread(unplaced, 'conference');
  return file;
}

function readDay(value: unknown, place: string, dayChange: string | undefined) {
  const day = new FieldReader(value);
  const date = day.text('@date') ?? '';
  const rooms = (day.list('room') ?? []).map(room => new FieldReader(room));
  return {
    bounds: ['@start', '@end'].flatMap(name => day.text(name) ?? []),
    rooms: rooms.flatMap(room => {
      const name = room.text('@name');
      return name === undefined ? [] : [{ name, description: room.text('@description') }];
    }),
    // Pentabarf has events in the day itself, each of which names its room.
    events: [day, ...rooms].flatMap(parent => {
      const name = parent.text('@name') ?? '';
      return (parent.list('event') ?? []).map((event, at) => ({
        place: [place, name, `entry ${at + 1}`].filter(Boolean).join(', '),
        room: name,
        ...toC3vocEvent(event, date, dayChange),
      }));
    }),
  };
}

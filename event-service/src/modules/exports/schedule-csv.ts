import { DateTime } from 'luxon';
import { toCsv } from '../../shared/csv';
import { perInstant } from '../../shared/per-instant';
import type { EventRow } from '../events';
import { arrangeByDay, type ScheduleData, takesPlace } from '../schedule';

const header = [
  'id',
  'number',
  'day',
  'start',
  'end',
  'room',
  'title',
  'type',
  'track',
  'language',
  'level',
  'speakers',
];

/** One line per slot, by time and room; times with the offset of the event's zone. */
export function toScheduleCsv(event: EventRow, schedule: ScheduleData): string {
  const { tracks, speakers } = schedule;
  const local = perInstant(at =>
    DateTime.fromJSDate(at, { zone: event.timezone }).toISO({ suppressMilliseconds: true }),
  );
  const rows = arrangeByDay(event, schedule).flatMap(day =>
    day.rooms
      .flatMap(({ scheduled }) => scheduled)
      .filter(({ session }) => takesPlace(session))
      .map(({ slot, room, session }) => [
        slot.id,
        slot.number,
        day.date,
        local(slot.startsAt),
        local(slot.endsAt),
        room.name,
        session.title,
        session.type,
        tracks.find(({ id }) => id === session.trackId)?.name ?? null,
        session.language,
        session.level,
        session.speakers.flatMap(({ speakerId }) => speakers?.get(speakerId)?.name ?? []).join('; '),
      ]),
  );
  return toCsv(header, rows);
}

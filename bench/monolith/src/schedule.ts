import { Router } from 'express';
import { DateTime } from 'luxon';
import { callerOf } from './auth.ts';
import { pool } from './database.ts';
import type { EventRow } from './event-view.ts';
import { findEvent } from './events.ts';

interface ScheduledRow {
  id: string;
  number: number;
  room_id: string;
  starts_at: Date;
  ends_at: Date;
  guid: string;
  session: object;
}

/** One statement joins all that a schedule shows, the speakers of each session as JSON. */
const slotsOfEvent = `
  SELECT sl.id, sl.number, sl.room_id, sl.starts_at, sl.ends_at, coalesce(s.external_id, sl.id::text) AS guid, json_build_object(
    'id', s.id, 'title', s.title, 'subtitle', s.subtitle, 'abstract', s.abstract, 'description', s.description, 'type', s.type, 'typeName', s.type_name,
    'level', s.level, 'links', s.links, 'attachments', s.attachments, 'doNotRecord', s.do_not_record, 'license', s.license,
    'logoUrl', s.logo_url, 'sourceUrl', s.source_url, 'externalId', s.external_id,
    'status', s.status, 'languages', s.languages, 'durationMinutes', s.duration_minutes, 'tags', s.tags,
    'track', CASE WHEN t.id IS NOT NULL THEN json_build_object('id', t.id, 'name', t.name, 'color', t.color) END,
    'speakers', (SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'role', ss.role,
        'binding', ss.binding, 'tagline', p.tagline, 'photoUrl', p.photo_url) ORDER BY ss.position, p.id), '[]')
      FROM session_speakers ss JOIN speakers p ON p.id = ss.speaker_id WHERE ss.session_id = s.id)) AS session
  FROM slots sl JOIN sessions s ON s.id = sl.session_id LEFT JOIN tracks t ON t.id = s.track_id
  WHERE sl.event_id = $1 AND s.status = 'confirmed' ORDER BY sl.starts_at, sl.number`;

/** By which clocks days are counted, and when one ends and the next begins. */
type DayFrame = Pick<EventRow, 'timezone' | 'day_starts_at'>;

const dayBegins = ({ day_starts_at }: DayFrame) => {
  const [hour = 0, minute = 0] = day_starts_at.split(':').map(Number);
  return { hour, minute };
};

/** The date of the conference day in which an instant lies: as from 04:00 to 04:00. */
function dateOf(at: Date, frame: DayFrame): string {
  const { hour, minute } = dayBegins(frame);
  return DateTime.fromJSDate(at, { zone: frame.timezone }).minus({ hours: hour, minutes: minute }).toISODate() ?? '';
}

function datesOf(event: EventRow, slots: readonly ScheduledRow[]): string[] {
  const ends = [event.starts_at, new Date(event.ends_at.getTime() - 1)].map(at => dateOf(at, event));
  const all = [...ends, ...slots.map(slot => dateOf(slot.starts_at, event))].toSorted();
  const dates: string[] = [];
  const last = all.at(-1) ?? '';
  for (
    let day = DateTime.fromISO(all[0] ?? '', { zone: 'utc' });
    (day.toISODate() ?? '') <= last;
    day = day.plus({ days: 1 })
  )
    dates.push(day.toISODate() ?? '');
  return dates;
}

export const schedule = Router().get('/events/:id/schedule', async (request, response) => {
  const event = await findEvent(request.params.id, callerOf(response));
  const [slots, rooms, tracks] = await Promise.all([
    pool.query<ScheduledRow>({ name: 'schedule-slots', text: slotsOfEvent, values: [event.id] }),
    pool.query<{ id: string; name: string; description: string; capacity: number | null }>({
      name: 'schedule-rooms',
      text: 'SELECT id, name, description, capacity FROM rooms WHERE event_id = $1 ORDER BY position, id',
      values: [event.id],
    }),
    pool.query<{ id: string; name: string; color: string }>({
      name: 'schedule-tracks',
      text: 'SELECT id, name, color FROM tracks WHERE event_id = $1 ORDER BY position, id',
      values: [event.id],
    }),
  ]);
  const zone = event.timezone;
  const local = (at: Date) => DateTime.fromJSDate(at, { zone }).toISO();
  const byDayAndRoom = Map.groupBy(slots.rows, slot => `${dateOf(slot.starts_at, event)} ${slot.room_id}`);
  const { id, slug, title, status, timezone, starts_at: startsAt, ends_at: endsAt } = event;
  const { day_starts_at: dayStartsAt, logo_url: logoUrl, color } = event;
  const startOf = (date: string, days: number) =>
    DateTime.fromISO(date, { zone }).plus({ days }).set(dayBegins(event)).toISO();
  response.json({
    event: { id, slug, title, status, timezone, startsAt, endsAt, dayStartsAt, logoUrl, color },
    tz: zone,
    days: datesOf(event, slots.rows).map((date, index) => ({
      index: index + 1,
      date,
      startsAt: startOf(date, 0),
      endsAt: startOf(date, 1),
      rooms: rooms.rows.map(room => ({
        id: room.id,
        name: room.name,
        slots: (byDayAndRoom.get(`${date} ${room.id}`) ?? []).map(slot => ({
          id: slot.id,
          number: slot.number,
          guid: slot.guid,
          startsAt: local(slot.starts_at),
          endsAt: local(slot.ends_at),
          session: slot.session,
        })),
      })),
    })),
    rooms: rooms.rows,
    tracks: tracks.rows,
  });
});

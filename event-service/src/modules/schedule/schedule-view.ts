import { instantOut } from '@ems/chassis/http';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { EventRow } from '../events';
import { degradedPart, type Programme } from '../programme';
import { arrange, type Placed } from './compose';

/** In UTC, or with the offset of the zone that was asked for. */
const when = z.iso.datetime({ offset: true });

const track = z.object({ id: z.uuid(), name: z.string(), color: z.string().nullable() });

const sessionView = z.object({
  id: z.uuid(),
  title: z.string(),
  abstract: z.string(),
  description: z.string(),
  type: z.string(),
  level: z.string().nullable(),
  language: z.string().nullable(),
  durationMinutes: z.int().nullable(),
  tags: z.array(z.string()),
  track: track.nullable(),
  speakers: z.array(
    z.object({
      id: z.uuid(),
      /** Null only while speaker-service is away. */
      name: z.string().nullable(),
      role: z.string(),
      tagline: z.string().nullable(),
      photoUrl: z.string().nullable(),
    }),
  ),
});

const slot = z.object({ id: z.uuid(), number: z.int(), startsAt: when, endsAt: when, session: sessionView });

export const scheduleView = z
  .object({
    event: z.object({
      id: z.uuid(),
      slug: z.string(),
      title: z.string(),
      status: z.string(),
      timezone: z.string(),
      startsAt: instantOut,
      endsAt: instantOut,
    }),
    /** The zone in whose offset times are told. */
    tz: z.string(),
    days: z.array(
      z.object({
        index: z.int(),
        date: z.iso.date(),
        startsAt: when,
        endsAt: when,
        rooms: z.array(z.object({ id: z.uuid(), name: z.string(), slots: z.array(slot) })),
      }),
    ),
    rooms: z.array(z.object({ id: z.uuid(), name: z.string(), capacity: z.int().nullable() })),
    tracks: z.array(track),
    degraded: z.array(degradedPart).optional(),
  })
  .meta({ id: 'Schedule' });

/** @param tz zone in whose offset times are told; the days stay those of the event's own zone */
export function toScheduleView(event: EventRow, programme: Programme, tz: string): z.infer<typeof scheduleView> {
  const tell = (at: Date) => (tz === 'UTC' ? at.toISOString() : (DateTime.fromJSDate(at, { zone: tz }).toISO() ?? ''));
  const { rooms, tracks, degraded } = programme;
  return {
    event: {
      ...event,
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
    },
    tz,
    days: arrange(event, programme).map(day => ({
      index: day.index,
      date: day.date,
      startsAt: tell(day.startsAt),
      endsAt: tell(day.endsAt),
      rooms: day.rooms.map(({ room, placed }) => ({
        id: room.id,
        name: room.name,
        slots: placed.map(at => ({
          id: at.slot.id,
          number: at.slot.number,
          startsAt: tell(at.slot.startsAt),
          endsAt: tell(at.slot.endsAt),
          session: toSession(at, programme),
        })),
      })),
    })),
    rooms,
    tracks,
    ...(degraded.length > 0 && { degraded }),
  };
}

function toSession({ session }: Placed, { tracks, speakers, degraded }: Programme): z.infer<typeof sessionView> {
  return {
    ...session,
    track: tracks.find(({ id }) => id === session.trackId) ?? null,
    speakers: session.speakers.flatMap(({ speakerId: id, role }) => {
      const known = speakers?.get(id);
      // A speaker whom their owner does not know any more is on no programme.
      if (degraded.length === 0 && !known) return [];
      const { name = null, tagline = null, photoUrl = null } = known ?? {};
      return [{ id, role, name, tagline, photoUrl }];
    }),
  };
}

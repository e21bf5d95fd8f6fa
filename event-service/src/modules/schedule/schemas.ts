import { mapInTurns } from '@ems/chassis/concurrency';
import { instantOut } from '@ems/chassis/http';
import { eventStatus, releasedStatus, speakerRole } from '@ems/contracts';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { degradedPart } from '../../shared/degraded';
import { perInstant } from '../../shared/per-instant';
import { sessionFields } from '../../shared/session-fields';
import type { EventRow } from '../events';
import { arrangeByDay, type ScheduledSlot, scheduledOn } from './conference-days';
import type { ScheduleData } from './schedule-data';
import { slotGuids } from './slot-guids';

/** With the offset of the event's zone, or of the requested one. */
const when = z.iso.datetime({ offset: true });

const track = z
  .object({
    id: z.uuid().describe('Of the track'),
    name: z.string().describe('What it is called'),
    color: z.string().nullable().describe('Red, green and blue, such as #1f77b4'),
  })
  .meta({ id: 'ScheduleTrack' });

const sessionView = z
  .object({
    ...sessionFields,
    /** Of a released session that takes place no more: `withdrawn` or `cancelled`. */
    status: releasedStatus.default('confirmed'),
    durationMinutes: z.int().nullable().describe('How long it is planned'),
    track: track.nullable().describe('Its theme'),
    speakers: z
      .array(
        z
          .object({
            id: z.uuid().describe('Of the speaker'),
            name: z.string().nullable().describe('Null only while speaker-service is unavailable'),
            role: speakerRole.describe('What the speaker does in it'),
            binding: z.boolean().describe('Whether the speaker is held to one place at a time'),
            tagline: z.string().nullable().describe('In one line'),
            photoUrl: z.string().meta({ format: 'uri' }).nullable().describe('Of a picture'),
          })
          .meta({ id: 'ScheduleSpeaker' }),
      )
      .describe('Who gives it'),
  })
  .meta({ id: 'ScheduleEntry' });

const slot = z
  .object({
    id: z.uuid().describe('Of the slot'),
    number: z.int().describe('For formats that know slots by an integer'),
    guid: z.uuid().describe('By which exports know it'),
    startsAt: when.describe('When it begins'),
    endsAt: when.describe('When it ends'),
    session: sessionView.describe('What takes place'),
  })
  .meta({ id: 'ScheduleSlot' });

const roomFields = { id: z.uuid().describe('Of the room'), name: z.string().describe('What it is called') };
const dayRoom = z.object({ ...roomFields, slots: z.array(slot).describe('By time') }).meta({ id: 'ScheduleDayRoom' });
const room = z
  .object({
    ...roomFields,
    description: z.string().describe('What it is, and how to find it'),
    capacity: z.int().nullable().describe('How many people it holds'),
  })
  .meta({ id: 'ScheduleRoom' });

const day = z
  .object({
    index: z.int().describe('From 1'),
    date: z.iso.date().describe('The day, in the zone of the event'),
    startsAt: when.describe('When the day begins'),
    endsAt: when.describe('When the next one begins'),
    rooms: z.array(dayRoom).describe('Those that are used that day'),
  })
  .meta({ id: 'ScheduleDay' });

export const scheduleView = z
  .object({
    event: z
      .object({
        id: z.uuid().describe('Of the event'),
        slug: z.string().describe('Its name in addresses'),
        title: z.string().describe('What it is called'),
        status: eventStatus.describe('Where it is in its life'),
        timezone: z.string().meta({ format: 'time-zone' }).describe('IANA zone, in which days are counted'),
        startsAt: instantOut.describe('When it begins'),
        endsAt: instantOut.describe('When it ends'),
        dayStartsAt: z.string().describe('When its days begin, by the clocks of its zone'),
        logoUrl: z.string().meta({ format: 'uri' }).nullable().describe('Of a picture'),
        color: z.string().nullable().describe('Red, green and blue, such as #1f77b4'),
      })
      .describe('Whose schedule it is'),
    tz: z.string().meta({ format: 'time-zone' }).describe('The zone in whose offset times are given'),
    days: z.array(day).describe('All days of the event, also those without a slot'),
    rooms: z.array(room).describe('All rooms, by position'),
    tracks: z.array(track).describe('All tracks, by position'),
    degraded: z
      .array(degradedPart)
      .optional()
      .describe('What is unavailable at the moment, or may have changed meanwhile'),
  })
  .meta({ id: 'Schedule' });

/** @param tz zone in whose offset times are given; the days stay those of the event's own zone */
export async function toScheduleView(
  event: EventRow,
  schedule: ScheduleData,
  tz: string,
): Promise<z.infer<typeof scheduleView>> {
  const local = perInstant(at =>
    tz === 'UTC' ? at.toISOString() : (DateTime.fromJSDate(at, { zone: tz }).toISO() ?? ''),
  );
  const { rooms, tracks, degraded } = schedule;
  const guids = slotGuids(event.id, schedule);
  const days = arrangeByDay(event, schedule);
  const toSlot = (at: ScheduledSlot) => ({
    id: at.slot.id,
    number: at.slot.number,
    guid: guids.get(at.slot.id) ?? at.slot.id,
    startsAt: local(at.slot.startsAt),
    endsAt: local(at.slot.endsAt),
    session: toSession(at, schedule),
  });
  const slots = new Map(await mapInTurns(scheduledOn(days), at => [at, toSlot(at)] as const));
  return {
    event: {
      ...event,
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
    },
    tz,
    days: days.map(day => ({
      index: day.index,
      date: day.date,
      startsAt: local(day.startsAt),
      endsAt: local(day.endsAt),
      rooms: day.rooms.map(({ room, scheduled }) => ({
        id: room.id,
        name: room.name,
        slots: scheduled.flatMap(at => slots.get(at) ?? []),
      })),
    })),
    rooms,
    tracks,
    ...(degraded.length > 0 && { degraded }),
  };
}

function toSession(
  { session }: ScheduledSlot,
  { tracks, speakers, degraded }: ScheduleData,
): z.infer<typeof sessionView> {
  return {
    ...session,
    track: tracks.find(({ id }) => id === session.trackId) ?? null,
    speakers: session.speakers.flatMap(({ speakerId: id, role, binding }) => {
      const known = speakers?.get(id);
      // A speaker whom speaker-service does not know any more is in no schedule.
      if (degraded.length === 0 && !known) return [];
      const { name = null, tagline = null, photoUrl = null } = known ?? {};
      return [{ id, role, binding, name, tagline, photoUrl }];
    }),
  };
}

import { createHash } from 'node:crypto';
import { jsonPieces, mapInTurns } from '@ems/chassis/concurrency';
import type { Link } from '@ems/contracts';
import { DateTime } from 'luxon';
import type { Speaker } from '../../grpc';
import type { Links } from '../../shared/links';
import { perInstant } from '../../shared/per-instant';
import type { EventRow } from '../events';
import { arrangeByDay, type FullSchedule, type ScheduledSlot, scheduledOn, slotGuids, takesPlace } from '../schedule';
import { acronymOf, clean, codeOf, slugFor, uniqueNames, uniqueSlugs } from './c3voc-names';

/** What the published schema says a zone's name looks like; others are left out. */
const zoneName = /^([A-Z][a-z]+\/[A-Z][a-z]+)|UTC$/;

/**
 * The content of the c3voc schedule v1. Same data, same content; `version` is a hash of all else, so it changes if and only
 * if the content does.
 * @returns with `json`, in pieces, the conference without its zone: the schema knows some zone names only
 */
export async function toC3voc(event: EventRow, schedule: FullSchedule, links: Links) {
  const conference = await toConference(event, schedule, links);
  const hash = createHash('sha256');
  // Down to the entries: conference, days, day, rooms, room.
  const pieces = await mapInTurns(jsonPieces(conference, 5), piece => {
    hash.update(piece);
    return piece;
  });
  const version = hash.digest('hex').slice(0, 12);
  return { version, conference: { ...conference, zone: event.timezone }, json: pieces };
}

export type C3vocConference = Awaited<ReturnType<typeof toC3voc>>['conference'];
export type C3vocEvent = ReturnType<typeof toEvent>;

/** The c3voc schedule v1 in JSON, byte for byte the same for the same data. */
export async function toC3vocJson(event: EventRow, schedule: FullSchedule, links: Links): Promise<string> {
  const { version, json } = await toC3voc(event, schedule, links);
  const around = JSON.stringify({
    $schema: 'https://c3voc.de/schedule/schema.json',
    generator: { name: 'event-management-system', version: '1', url: links.api },
    schedule: { version, base_url: `${links.web}/` },
  });
  // All that is long is in JSON already, and goes in as the last member.
  return [around.slice(0, -2), ',"conference":', ...json, '}}'].join('');
}

async function toConference(event: EventRow, schedule: FullSchedule, links: Links) {
  const days = arrangeByDay(event, schedule);
  const names = uniqueNames(schedule.rooms);
  const slugs = { rooms: uniqueSlugs(schedule.rooms, 'room'), tracks: uniqueSlugs(schedule.tracks, 'track') };
  const local = perInstant(at => {
    const inZone = DateTime.fromJSDate(at, { zone: event.timezone });
    return { at: inZone.toISO({ suppressMilliseconds: true }), clock: inZone.toFormat('HH:mm') };
  });
  const persons = new Map(
    await mapInTurns(schedule.speakers, ([id, speaker]) => [id, toPerson(speaker, links)] as const),
  );
  const pageOf = (sessionId: string) => links.session(event.slug, sessionId);
  const guids = slotGuids(event.id, schedule);
  const context = { acronym: acronymOf(event.slug), local, names, guids, persons, schedule, pageOf };
  const shown = scheduledOn(days).filter(({ session }) => takesPlace(session));
  const entries = new Map(await mapInTurns(shown, slot => [slot, toEvent(slot, context)] as const));
  return {
    acronym: context.acronym,
    title: clean(event.title),
    start: days[0]?.date,
    end: days.at(-1)?.date,
    daysCount: days.length,
    timeslot_duration: '00:05',
    ...(zoneName.test(event.timezone) && { time_zone_name: event.timezone }),
    url: links.event(event.slug),
    ...(event.logoUrl !== null && { logo: event.logoUrl }),
    ...(event.color !== null && { colors: { primary: event.color } }),
    tracks: schedule.tracks.map(({ id, name, color }) => ({
      name: clean(name),
      slug: slugs.tracks.get(id),
      ...(color !== null && { color }),
    })),
    rooms: schedule.rooms.map(room => ({
      name: names.get(room.id),
      slug: slugs.rooms.get(room.id),
      guid: room.id,
      description: clean(room.description) || null,
      capacity: room.capacity,
    })),
    days: days.map(day => ({
      index: day.index,
      date: day.date,
      day_start: local(day.startsAt).at,
      day_end: local(day.endsAt).at,
      rooms: Object.fromEntries(
        day.rooms.map(({ room, scheduled }) => [
          names.get(room.id) ?? '',
          scheduled.flatMap(slot => entries.get(slot) ?? []),
        ]),
      ),
    })),
  };
}

interface Context {
  acronym: string;
  /** An instant in the zone of the event. */
  local: (at: Date) => { at: string | null; clock: string };
  names: Map<string, string>;
  /** Of all slots, by id. */
  guids: ReadonlyMap<string, string>;
  /** Of all speakers, by id. */
  persons: ReadonlyMap<string, ReturnType<typeof toPerson>>;
  schedule: FullSchedule;
  /** Of a session. */
  pageOf: (sessionId: string) => string;
}

function toEvent({ slot, room, session }: ScheduledSlot, context: Context) {
  const { acronym, names, guids, persons, schedule, pageOf } = context;
  const start = context.local(slot.startsAt);
  const track = schedule.tracks.find(({ id }) => id === session.trackId);
  return {
    guid: guids.get(slot.id) ?? slot.id,
    id: slot.number,
    date: start.at,
    start: start.clock,
    duration: durationOf(slot.endsAt.getTime() - slot.startsAt.getTime()),
    room: names.get(room.id),
    slug: `${acronym}-${slot.number}-${slugFor(session.title, 'session')}`,
    url: pageOf(session.id),
    title: clean(session.title),
    subtitle: clean(session.subtitle) || null,
    track: track ? clean(track.name) : null,
    type: clean(session.typeName ?? session.type),
    language: session.languages.join(', ') || null,
    abstract: clean(session.abstract) || null,
    description: clean(session.description) || null,
    recording_license: clean(session.license ?? ''),
    do_not_record: session.doNotRecord,
    ...(session.logoUrl !== null && { logo: session.logoUrl }),
    ...(session.sourceUrl !== null && { origin_url: session.sourceUrl }),
    persons: session.speakers.flatMap(({ speakerId }) => persons.get(speakerId) ?? []),
    links: session.links.map(toReference),
    attachments: session.attachments.map(toReference),
  };
}

const toReference = ({ label, url }: Link) => ({ url, title: clean(label) });

const toPerson = (speaker: Speaker, links: Links) => ({
  guid: speaker.id,
  code: codeOf(speaker.id),
  name: clean(speaker.name),
  public_name: clean(speaker.name),
  avatar: speaker.photoUrl,
  biography: speaker.bio && clean(speaker.bio),
  url: links.speaker(speaker.id),
});

/** Hours and minutes; seconds have no place in the format. */
function durationOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

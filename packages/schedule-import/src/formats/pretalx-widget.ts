import type { FileEntry, FilePerson, ScheduleFile } from '../model/schedule-file.ts';
import { FieldReader, isObject } from '../text/field-reader.ts';

/** What pretalx gives its schedule on other pages (`/schedule/widgets/schedule.json`, `/schedule/widget/v2.json`). */
export const isPretalxWidget = (value: unknown): value is Record<string, unknown> =>
  isObject(value) &&
  ['talks', 'tracks', 'rooms', 'speakers'].every(name => Array.isArray(value[name])) &&
  (value.talks as unknown[]).some(talk => isObject(talk) && 'start' in talk && 'room' in talk);

/** Talks name their room, track and speakers by ids of lists beside them. */
export function readPretalxWidget(value: unknown): ScheduleFile {
  const root = new FieldReader(value);
  const unplaced = new Map<string, number>();
  const rooms = byId(root.list('rooms'), room => ({
    name: room.text('name') ?? '',
    description: room.text('description'),
    capacity: room.number('capacity'),
  }));
  const tracks = byId(root.list('tracks'), track => ({ name: track.text('name') ?? '', color: track.text('color') }));
  const speakers = byId(root.list('speakers'), speaker => readSpeaker(speaker, unplaced));
  const context = { rooms, tracks, speakers, unplaced };
  const entries = (root.list('talks') ?? []).map((talk, at) => readTalk(talk, `entry ${at + 1}`, context));
  return {
    format: 'pretalx widget JSON',
    isOwnExport: false,
    hasLocalTimes: false,
    zone: root.text('timezone'),
    urls: [],
    bounds: ['event_start', 'event_end'].flatMap(name => root.text(name) ?? []),
    rooms: [...rooms.values()].filter(({ name }) => name !== ''),
    tracks: [...tracks.values()].filter(({ name }) => name !== ''),
    entries,
    unplaced,
  };
}

/** By id, or by code where there is none. */
const byId = <Item>(list: unknown[] | undefined, read: (reader: FieldReader) => Item): Map<string, Item> =>
  new Map(
    (list ?? []).map(value => {
      const reader = new FieldReader(value);
      return [reader.text('code', 'id') ?? '', read(reader)];
    }),
  );

interface Context {
  rooms: ReadonlyMap<string, { name: string }>;
  tracks: ReadonlyMap<string, { name: string }>;
  speakers: ReadonlyMap<string, FilePerson>;
  unplaced: Map<string, number>;
}

function readSpeaker(speaker: FieldReader, unplaced: Map<string, number>): FilePerson {
  const read = {
    id: speaker.text('code', 'id'),
    name: speaker.text('name') ?? '',
    bio: speaker.said('biography'),
    photoUrl: speaker.said('avatar_url', 'avatar'),
  };
  speaker.skip('avatar_thumbnail_default', 'avatar_thumbnail_tiny');
  speaker.countUnread(unplaced, 'speaker');
  return read;
}

function readTalk(value: unknown, place: string, { rooms, tracks, speakers, unplaced }: Context): FileEntry {
  const talk = new FieldReader(value);
  const code = talk.text('code');
  const state = talk.text('state');
  const entry: FileEntry = {
    place,
    ids: [code ?? talk.text('id')].flatMap(id => id ?? []),
    title: talk.text('title') ?? '',
    startsAt: talk.text('start') ?? '',
    endsAt: talk.text('end'),
    room: rooms.get(talk.text('room') ?? '')?.name,
    track: tracks.get(talk.text('track') ?? '')?.name,
    // What nobody has submitted is a break, also where its kind is not said, as earlier releases do not.
    isBreak: talk.text('slot_type') === 'break' || code === undefined,
    isCancelled: state === undefined ? undefined : /^(cancel|withdraw|reject)/.test(state),
    abstract: talk.said('abstract'),
    description: talk.said('description'),
    typeName: talk.text('session_type'),
    languages: talk.said('content_locale'),
    doNotRecord: talk.yesNoOr('do_not_record'),
    persons: (talk.list('speakers') ?? []).flatMap(speaker => speakers.get(String(speaker)) ?? []),
    tags: talk.list('tags')?.flatMap(tag => (typeof tag === 'string' ? [tag] : [])),
  };
  talk.skip('id', 'code', 'duration', 'updated', 'fav_count');
  talk.countUnread(unplaced, 'talk');
  return entry;
}

import type { FileEntry, FilePerson, ScheduleFile } from '../model/schedule-file.ts';
import { FieldReader, isObject } from '../text/field-reader.ts';
import { type CategoryNames, categoriesOf } from './sessionize-categories.ts';

const isSession = (value: unknown): boolean => isObject(value) && 'isServiceSession' in value && 'startsAt' in value;

/** What Sessionize answers at `/view/All`, `/view/Sessions` or `/view/GridSmart`. */
export const isSessionizeJson = (value: unknown): boolean => sessionsOf(value).some(isSession);

function sessionsOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) return new FieldReader(value).list('sessions') ?? [];
  return value.flatMap(group => {
    const reader = new FieldReader(group);
    const rooms = reader.list('rooms') ?? [];
    return [...(reader.list('sessions') ?? []), ...rooms.flatMap(room => new FieldReader(room).list('sessions') ?? [])];
  });
}

export function readSessionizeJson(value: unknown): ScheduleFile {
  const root = new FieldReader(value);
  const unplaced = new Map<string, number>();
  const context: Context = {
    unplaced,
    rooms: new Map((root.list('rooms') ?? []).map(room => pairOf(room, 'name'))),
    speakers: new Map(
      (root.list('speakers') ?? []).map(speaker => [new FieldReader(speaker).text('id') ?? '', speaker]),
    ),
    categories: categoriesOf(root.list('categories') ?? []),
  };
  const entries = sessionsOf(value).flatMap((session, at) => readSession(session, `entry ${at + 1}`, context));
  return {
    format: 'Sessionize JSON',
    isOwnExport: false,
    hasLocalTimes: true,
    urls: [],
    bounds: [],
    rooms: [...context.rooms.values()].flatMap(name => (name ? [{ name }] : [])),
    tracks: [],
    // A grid shows a session for all under each room.
    entries: distinctLines(entries),
    unplaced,
  };
}

function distinctLines(entries: FileEntry[]): FileEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ ids, startsAt, room }) => {
    const line = JSON.stringify([ids[0], startsAt, room]);
    return !seen.has(line) && seen.add(line);
  });
}

interface Context {
  unplaced: Map<string, number>;
  rooms: Map<string, string>;
  speakers: Map<string, unknown>;
  categories: CategoryNames;
}

const pairOf = (value: unknown, name: string): [string, string] => {
  const reader = new FieldReader(value);
  return [reader.text('id') ?? '', reader.text(name) ?? ''];
};

function readSession(value: unknown, place: string, context: Context): FileEntry[] {
  if (!isSession(value)) return [];
  const session = new FieldReader(value);
  // Without a time it is no line of the schedule yet.
  const startsAt = session.text('startsAt');
  const status = session.text('status');
  const links = [
    ['Live', session.text('liveUrl')],
    ['Recording', session.text('recordingUrl')],
  ] as const;
  const entry: FileEntry = {
    place,
    ids: ['id'].flatMap(name => session.text(name) ?? []),
    title: session.text('title') ?? '',
    startsAt: startsAt ?? '',
    endsAt: session.text('endsAt'),
    room: session.text('room') ?? context.rooms.get(session.text('roomId') ?? ''),
    isBreak: session.boolean('isServiceSession'),
    isCancelled: status === undefined ? undefined : /declin|cancel|withdraw/i.test(status),
    description: session.said('description'),
    persons: (session.list('speakers') ?? []).flatMap(speaker => readSpeaker(speaker, context)),
    links: links.flatMap(([label, url]) => (url === undefined ? [] : [{ label, url }])),
    ...context.categories.read(session.list('categoryItems') ?? [], session.list('categories') ?? []),
  };
  session.skip('id', 'roomId', 'room', 'isInformed', 'isConfirmed', 'categories', 'categoryItems');
  session.countUnread(context.unplaced, 'session');
  return startsAt === undefined && status !== undefined ? [] : [entry];
}

/** Where there is a list of speakers, a session names them by id; elsewhere by id and name. */
function readSpeaker(value: unknown, { speakers, unplaced }: Context): FilePerson[] {
  const id = typeof value === 'string' ? value : new FieldReader(value).text('id');
  const known = speakers.get(id ?? '') ?? value;
  const speaker = new FieldReader(known);
  const whole = [speaker.text('firstName'), speaker.text('lastName')].filter(name => name !== undefined).join(' ');
  const name = speaker.text('fullName', 'name') ?? whole;
  if (!name) return [];
  const read = {
    id,
    name,
    bio: speaker.said('bio'),
    tagline: speaker.said('tagLine'),
    photoUrl: speaker.said('profilePicture'),
    links: speaker.list('links')?.flatMap(link => {
      const reader = new FieldReader(link);
      const url = reader.text('url');
      return url === undefined ? [] : [{ url, label: reader.text('title', 'linkType') }];
    }),
  };
  speaker.skip('id', 'sessions', 'isTopSpeaker');
  speaker.countUnread(unplaced, 'speaker');
  return [read];
}

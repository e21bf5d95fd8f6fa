import type { FileEntry, FileLink, FilePerson, FileRoom, ScheduleFile } from '../model/schedule-file.ts';
import { FieldReader, isObject } from '../text/field-reader.ts';

/** A page of submissions, talks or slots, a list of them, or a schedule with slots and breaks. */
export const isPretalxJson = (value: unknown): boolean =>
  itemsOf(value).some(isSlot) || itemsOf(value).some(isSubmission);

const isSubmission = (value: unknown): value is Record<string, unknown> =>
  isObject(value) &&
  typeof value.code === 'string' &&
  'title' in value &&
  ('submission_type' in value || 'slot' in value || 'slots' in value);

const isSlot = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && 'submission' in value && 'start' in value && 'room' in value;

function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const reader = new FieldReader(value);
  return [
    ...(reader.list('results', 'slots', 'talks') ?? []),
    ...(reader.list('breaks') ?? []).map(one => ({ ...(one as object), submission: null })),
  ];
}

/** Reads what the API of pretalx answers, of old and new versions. */
export function readPretalxJson(value: unknown): ScheduleFile {
  const unplaced = new Map<string, number>();
  const rooms = new Map<string, FileRoom>();
  const context = { unplaced, rooms };
  const entries = itemsOf(value).flatMap((item, at) => readItem(item, `entry ${at + 1}`, context));
  return {
    format: 'pretalx JSON',
    isOwnExport: false,
    hasLocalTimes: false,
    urls: [],
    bounds: [],
    rooms: [...rooms.values()],
    tracks: [],
    entries,
    unplaced,
  };
}

interface Context {
  unplaced: Map<string, number>;
  rooms: Map<string, FileRoom>;
}

function readItem(item: unknown, place: string, context: Context): FileEntry[] {
  if (isSlot(item)) return [readSlot(item, isObject(item.submission) ? item.submission : undefined, place, context)];
  if (!isObject(item)) return [];
  const slots = new FieldReader(item).list('slots', 'slot')?.filter(isObject) ?? [];
  const { slot: _, slots: __, ...submission } = item;
  return slots.map((slot, at) =>
    readSlot(slot, submission, slots.length > 1 ? `${place}, slot ${at + 1}` : place, context),
  );
}

/** @param submission undefined for a break, whose words are its slot's */
function readSlot(
  slotValue: Record<string, unknown>,
  submission: object | undefined,
  place: string,
  context: Context,
): FileEntry {
  const slot = new FieldReader(slotValue);
  const talk = new FieldReader(submission);
  const room = readRoom(slotValue.room, context);
  const state = talk.text('state');
  const endsAt = slot.text('end');
  const entry: FileEntry = {
    place,
    ids: [talk.text('code') ?? slot.text('id')].flatMap(id => id ?? []),
    title: (submission ? talk.text('title') : slot.text('description')) ?? '',
    startsAt: slot.text('start') ?? '',
    endsAt,
    // What a talk was submitted for is not how long its slot is.
    duration: endsAt === undefined ? (slot.text('duration') ?? talk.text('duration')) : undefined,
    room,
    isBreak: submission === undefined,
    isCancelled: state === undefined ? undefined : !/^(confirmed|accepted)$/.test(state),
    abstract: talk.said('abstract'),
    description: talk.said('description'),
    typeName: nameOf(talk, 'submission_type'),
    track: nameOf(talk, 'track'),
    tags: talk
      .list('tags')
      ?.flatMap(tag => (typeof tag === 'string' ? [tag] : (new FieldReader(tag).text('tag') ?? []))),
    languages: talk.said('content_locale'),
    doNotRecord: talk.yesNoOr('do_not_record'),
    logoUrl: talk.said('image'),
    persons:
      submission === undefined ? [] : (talk.list('speakers')?.flatMap(person => readPerson(person, context)) ?? []),
    ...readResources(talk),
  };
  talk.skip('code', 'submission_type_id', 'track_id', 'tag_ids', 'slot_count', 'duration', 'slots', 'slot');
  talk.countUnread(context.unplaced, 'submission');
  return entry;
}

/** A name in one or more languages, or an object that has it; a bare number names nothing. */
function nameOf(reader: FieldReader, field: string): string | undefined {
  const expanded = reader.object(field);
  const name = expanded && 'name' in expanded ? new FieldReader(expanded).text('name') : reader.said(field);
  return name !== undefined && /^\d+$/.test(name) ? undefined : name;
}

function readRoom(value: unknown, { rooms }: Context): string | undefined {
  const outer = new FieldReader({ room: value });
  const room = isObject(value) && 'name' in value ? new FieldReader(value) : undefined;
  const name = room ? room.text('name') : outer.text('room');
  if (name !== undefined && !rooms.has(name))
    rooms.set(name, { name, capacity: room?.number('capacity'), description: room?.text('description') });
  return name;
}

function readPerson(value: unknown, { unplaced }: Context): FilePerson[] {
  const person = new FieldReader(value);
  const name = person.text('name');
  if (name === undefined) return [];
  const read = {
    id: person.text('code'),
    name,
    bio: person.said('biography'),
    photoUrl: person.said('avatar_url', 'avatar'),
  };
  person.skip('submissions');
  person.countUnread(unplaced, 'speaker');
  return [read];
}

/** What lies on the server of pretalx is an attachment, what is elsewhere a link. */
function readResources(talk: FieldReader): { links?: FileLink[]; attachments?: FileLink[] } {
  const resources = talk.list('resources')?.flatMap(value => {
    const resource = new FieldReader(value);
    const url = resource.text('resource', 'link');
    return url === undefined ? [] : [{ url, label: resource.text('description') }];
  });
  if (resources === undefined) return {};
  const isFile = ({ url }: FileLink) => url.startsWith('/') || /\/media\//.test(url);
  return { links: resources.filter(one => !isFile(one)), attachments: resources.filter(isFile) };
}

import { z } from 'zod';
import type { Programme } from './programme';

export const changeTypes = ['new', 'canceled', 'moved-room', 'moved-time', 'duration', 'speakers', 'title'] as const;

/** What a slot shows. */
export const shown = z.object({
  roomId: z.uuid(),
  room: z.string(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  durationMinutes: z.number(),
  speakerIds: z.array(z.uuid()),
  title: z.string(),
});
type Shown = z.infer<typeof shown>;

interface Entry extends Shown {
  slotId: string;
  number: number;
  sessionId: string;
}

/** One difference between two programmes that a reader would name. */
export interface Change {
  type: (typeof changeTypes)[number];
  slotId: string;
  number: number;
  sessionId: string;
  title: string;
  from: Partial<Shown> | null;
  to: Partial<Shown> | null;
}

/** In the order of the later programme, then of what is gone. */
export function changesBetween(from: Programme, to: Programme): Change[] {
  const [before, after] = [entriesOf(from), entriesOf(to)];
  const was = pair(before, after);
  const gone = new Set(before).difference(new Set(was.values()));
  return [
    ...after.flatMap(entry => {
      const earlier = was.get(entry);
      return earlier ? differences(earlier, entry) : [{ ...about(entry, 'new'), from: null, to: shown.parse(entry) }];
    }),
    ...[...gone].map(entry => ({ ...about(entry, 'canceled'), from: shown.parse(entry), to: null })),
  ];
}

const about = ({ slotId, number, sessionId, title }: Entry, type: Change['type']) => ({
  type,
  slotId,
  number,
  sessionId,
  title,
});

function differences(from: Entry, to: Entry): Change[] {
  const change = (type: Change['type'], ...keys: (keyof Shown)[]) => {
    const pick = (entry: Entry) => Object.fromEntries(keys.map(key => [key, entry[key]]));
    return { ...about(to, type), from: pick(from), to: pick(to) };
  };
  const isSame = (key: keyof Shown) => String(from[key]) === String(to[key]);
  return [
    ...(isSame('roomId') ? [] : [change('moved-room', 'roomId', 'room')]),
    ...(isSame('startsAt') ? [] : [change('moved-time', 'startsAt', 'endsAt')]),
    ...(isSame('durationMinutes') ? [] : [change('duration', 'durationMinutes')]),
    ...(isSame('speakerIds') ? [] : [change('speakers', 'speakerIds')]),
    ...(isSame('title') ? [] : [change('title', 'title')]),
  ];
}

/**
 * What each later entry was before: the same slot, else, of the same session, one that is no more; for who frees a slot and
 * books another has moved the session, not canceled it.
 */
function pair(before: readonly Entry[], after: readonly Entry[]): Map<Entry, Entry> {
  const bySlot = new Map(before.map(entry => [entry.slotId, entry]));
  const stays = new Set(after.map(entry => entry.slotId));
  const left = Map.groupBy(
    before.filter(entry => !stays.has(entry.slotId)),
    entry => entry.sessionId,
  );
  const pairs = after.map(entry => [entry, bySlot.get(entry.slotId) ?? left.get(entry.sessionId)?.shift()] as const);
  return new Map(pairs.flatMap(([entry, earlier]) => (earlier ? [[entry, earlier]] : [])));
}

function entriesOf({ rooms, slots, sessions }: Programme): Entry[] {
  const roomNames = new Map(rooms.map(room => [room.id, room.name]));
  const byId = new Map(sessions.map(session => [session.id, session]));
  return slots.map(({ id, number, sessionId, roomId, startsAt, endsAt }) => ({
    slotId: id,
    number,
    sessionId,
    roomId,
    room: roomNames.get(roomId) ?? '',
    startsAt,
    endsAt,
    durationMinutes: (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000,
    speakerIds: (byId.get(sessionId)?.speakers ?? []).map(({ speakerId }) => speakerId).toSorted(),
    title: byId.get(sessionId)?.title ?? '',
  }));
}

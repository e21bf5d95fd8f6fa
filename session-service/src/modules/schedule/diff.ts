import { z } from 'zod';
import type { ScheduleData, SessionData, SlotData } from './schedule-data';

export const changeTypes = ['new', 'cancelled', 'moved-room', 'moved-time', 'duration', 'speakers', 'title'] as const;

/** What a slot shows. */
export const shown = z.object({
  roomId: z.uuid().describe('Of the room'),
  room: z.string().describe('Its name'),
  startsAt: z.iso.datetime().describe('When it begins'),
  endsAt: z.iso.datetime().describe('When it ends'),
  durationMinutes: z.number().describe('How long it takes'),
  speakerIds: z.array(z.uuid()).describe('Who gives it'),
  title: z.string().describe('What it is called'),
});
type Shown = z.infer<typeof shown>;

interface Entry extends Shown {
  slotId: string;
  number: number;
  sessionId: string;
}

/** What of a schedule a difference depends on. */
export interface ComparedSchedule {
  rooms: Pick<ScheduleData['rooms'][number], 'id' | 'name'>[];
  slots: Pick<SlotData, 'id' | 'number' | 'sessionId' | 'roomId' | 'startsAt' | 'endsAt'>[];
  sessions: (Pick<SessionData, 'id' | 'title'> & { speakers: { speakerId: string }[] })[];
}

/** One difference between two schedules that a reader would name. */
export interface Change {
  type: (typeof changeTypes)[number];
  slotId: string;
  number: number;
  sessionId: string;
  title: string;
  from: Partial<Shown> | null;
  to: Partial<Shown> | null;
}

/** In the order of the later schedule, then of what is cancelled. */
export function changesBetween(from: ComparedSchedule, to: ComparedSchedule): Change[] {
  const [before, after] = [entriesOf(from), entriesOf(to)];
  const earlierOf = pair(before, after);
  const cancelled = new Set(before).difference(new Set(earlierOf.values()));
  return [
    ...after.flatMap(entry => {
      const earlier = earlierOf.get(entry);
      return earlier ? differences(earlier, entry) : [{ ...about(entry, 'new'), from: null, to: shown.parse(entry) }];
    }),
    ...[...cancelled].map(entry => ({ ...about(entry, 'cancelled'), from: shown.parse(entry), to: null })),
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
 * What each later entry was before: the same slot, else, of the same session, one that is no more; for who deletes a slot
 * and books another has moved the session, not cancelled it.
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

function entriesOf({ rooms, slots, sessions }: ComparedSchedule): Entry[] {
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

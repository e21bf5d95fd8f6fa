import { days, execute, firstDay, type WriteEvent } from '../data/write-rows.ts';
import { type BenchRequest, send } from '../load/request.ts';
import type { Target } from '../targets/target.ts';
import type { Writes } from './write.ts';

const minutes = 60_000;
/** Places in a room that do not overlap. */
const slotMs = 5 * minutes;
const placesPerRoom = (days * 1440 * minutes) / slotMs;

const at = (place: number) => new Date(firstDay + (place % placesPerRoom) * slotMs).toISOString();

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** @param events to which the new sessions go in turns */
export const createSessions = (events: readonly WriteEvent[], token: string): Writes => ({
  statuses: [201],
  next: async (_, count) =>
    Array.from({ length: count }, (_, index) => createSession(pick(events, index), token, index)),
});

const createSession = ({ id }: WriteEvent, token: string, index: number): BenchRequest =>
  send('POST', '/api/v1/sessions', token, {
    eventId: id,
    title: `A talk that was proposed as number ${index}`,
    abstract: 'What it is about, in two sentences. The second says for whom it is.',
    durationMinutes: 30,
    tags: ['bench'],
  });

export const changeSessions = (events: readonly WriteEvent[], token: string): Writes => ({
  statuses: [200],
  next: async (_, count) =>
    Array.from({ length: count }, (_, index) =>
      changeSession(pick(events, index), token, Math.floor(index / events.length)),
    ),
});

const changeSession = ({ sessions }: WriteEvent, token: string, index: number): BenchRequest =>
  send('PATCH', `/api/v1/sessions/${pick(sessions, index)}`, token, {
    title: `A title that was changed ${index} times`,
  });

export const scheduleSessions = (events: readonly WriteEvent[], token: string): Writes => ({
  statuses: [201],
  async next(target, count) {
    await deleteSlots(target, events);
    return Array.from({ length: count }, (_, index) =>
      scheduleSession(pick(events, index), token, Math.floor(index / events.length)),
    );
  },
});

const scheduleSession = ({ rooms, sessions }: WriteEvent, token: string, index: number): BenchRequest => {
  const place = Math.floor(index / rooms.length);
  const body = { roomId: pick(rooms, index), startsAt: at(place), endsAt: at(place + 1) };
  return send('POST', `/api/v1/sessions/${pick(sessions, index)}/slots`, token, body);
};

/** Each slot has an hour of its own, within which it goes to and fro. */
export const moveSlots = (events: readonly WriteEvent[], token: string): Writes => ({
  statuses: [200],
  async next(target, count) {
    await deleteSlots(target, events);
    const slots = events.flatMap(({ id, rooms, sessions }) =>
      sessions.map((session, hour) => ({
        id: crypto.randomUUID(),
        event: id,
        session,
        room: rooms[0],
        startsAt: at(hour * 12),
      })),
    );
    await execute(target.databases.sessions, [
      `INSERT INTO slots (id, event_id, session_id, session_status, room_id, parallel, starts_at, ends_at)
       SELECT n.id, n.event, s.id, s.status, n.room, false, n."startsAt", n."startsAt" + interval '5 minutes'
       FROM jsonb_to_recordset($1) AS n (id uuid, event uuid, session uuid, room uuid, "startsAt" timestamptz)
       JOIN sessions s ON s.id = n.session`,
      [JSON.stringify(slots)],
    ]);
    return Array.from({ length: count }, (_, index) => {
      const slot = index % slots.length;
      const place = (slot % 10) * 12 + (Math.floor(index / slots.length) % 2 === 0 ? 6 : 0);
      return send('PATCH', `/api/v1/slots/${slots[slot]?.id}`, token, { startsAt: at(place), endsAt: at(place + 1) });
    });
  },
});

/** Sessions are created, changed and scheduled in turns, all of one event. */
export const writeHotEvent = (event: WriteEvent, token: string): Writes => ({
  statuses: [200, 201],
  async next(target, count) {
    await deleteSlots(target, [event]);
    const kinds = [createSession, changeSession, scheduleSession];
    return Array.from({ length: count }, (_, index) =>
      pick(kinds, index)(event, token, Math.floor(index / kinds.length)),
    );
  },
});

const deleteSlots = ({ databases }: Target, events: readonly WriteEvent[]) =>
  execute(databases.sessions, ['DELETE FROM slots WHERE event_id = ANY ($1)', [events.map(({ id }) => id)]]);

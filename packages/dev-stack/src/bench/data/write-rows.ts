import { withClient } from '@ems/chassis/database';
import { inParallel } from '../../in-parallel.ts';
import type { BenchContext } from '../cases/case.ts';
import { copyRows } from '../targets/copy-rows.ts';
import { settle } from '../targets/settle.ts';
import { post } from './api.ts';

export interface WriteEvent {
  id: string;
  rooms: string[];
  /** Accepted ones. */
  sessions: string[];
}

/** As many as requests are under way, so that none waits for another unless a case wants it so. */
const eventCount = 32;
const roomsPerEvent = 4;
const sessionsPerEvent = 10;
export const firstDay = Date.UTC(2032, 0, 1);
export const days = 30;

const made = new WeakMap<BenchContext, Promise<WriteEvent[]>>();

/** Events of the organizer that writes go to, with rooms and accepted sessions; both sides have them. Made once. */
export function writeEvents(context: BenchContext): Promise<WriteEvent[]> {
  const events = made.get(context) ?? createWriteEvents(context);
  made.set(context, events);
  return events;
}

async function createWriteEvents(context: BenchContext): Promise<WriteEvent[]> {
  const { system, monolith, demo, signToken } = context;
  const token = signToken(demo.organizer.id);
  const create = async (path: string, body: object) =>
    (await post<{ id: string }>(system.origin, path, token, body)).id;
  const events = await inParallel(Array.from({ length: eventCount }), async (_, index) => {
    const id = await create('/api/v1/events', {
      title: `Conference of writes ${index}`,
      startsAt: new Date(firstDay).toISOString(),
      endsAt: new Date(firstDay + days * 86_400_000).toISOString(),
      timezone: 'Europe/Berlin',
      venue: { name: 'House of writes' },
    });
    await post(system.origin, `/api/v1/events/${id}/publish`, token);
    const rooms = [];
    for (let at = 0; at < roomsPerEvent; at++)
      rooms.push(await create('/api/v1/rooms', { eventId: id, name: `Room ${at}` }));
    const sessions = [];
    for (let at = 0; at < sessionsPerEvent; at++) {
      const session = await create('/api/v1/sessions', { eventId: id, title: `Talk ${at} of ${index}`, submit: true });
      await post(system.origin, `/api/v1/sessions/${session}/accept`, token);
      sessions.push(session);
    }
    return { id, rooms, sessions };
  });
  await settle(context);
  await copyRows(system, monolith.target);
  return events;
}

/** Runs statements one after another on a database, past the services. */
export const execute = (url: string, ...statements: [sql: string, values?: unknown[]][]): Promise<void> =>
  withClient(url, async client => {
    for (const [sql, values = []] of statements) await client.query(sql, values);
  });

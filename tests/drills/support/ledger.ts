import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** One request and what was answered. */
export interface Entry {
  method: string;
  path: string;
  /** Of the room that a POST makes. */
  name: string;
  key: string;
  /** 0 is no reply at all. */
  status: number;
  /** Of a problem, or of an error that no reply came of. */
  code: string;
}

interface Load {
  gateway: string;
  token: string;
  eventId: string;
  /** Whose availability is replaced again and again. */
  roomId: string;
  /** At most so many. */
  perSecond: number;
}

/** Of ten requests five read; each service is asked both ways, by all methods but DELETE. */
const kinds: readonly ((load: Load) => { method: string; path: string; body?: object; name?: string })[] = [
  ({ eventId }) => ({ method: 'GET', path: `/events/${eventId}/schedule` }),
  ({ eventId }) => {
    const name = `room-${randomUUID()}`;
    return { method: 'POST', path: '/rooms', body: { eventId, name }, name };
  },
  () => ({ method: 'GET', path: '/users/me' }),
  ({ roomId }) => ({ method: 'PUT', path: `/rooms/${roomId}/availability`, body: [] }),
  ({ eventId }) => ({ method: 'GET', path: `/rooms?eventId=${eventId}&limit=5` }),
  () => ({ method: 'PATCH', path: '/users/me', body: { name: 'Ada' } }),
  () => ({ method: 'GET', path: '/events?limit=5' }),
  () => ({ method: 'POST', path: '/speakers', body: { name: `speaker-${randomUUID()}` } }),
  () => ({ method: 'GET', path: '/speakers?limit=5' }),
  ({ eventId }) => ({ method: 'PATCH', path: `/events/${eventId}`, body: { venue: { name: 'Town hall' } } }),
];

/** Sends one request, once, on a connection that is kept if the gateway keeps it. */
export async function send({ gateway, token }: Load, entry: Entry, body?: object): Promise<Entry> {
  try {
    const reply = await fetch(`${gateway}/api/v1${entry.path}`, {
      method: entry.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(entry.method !== 'GET' && { 'idempotency-key': entry.key }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { ...entry, status: reply.status, code: reply.ok ? '' : JSON.parse(text).code };
  } catch (error) {
    return { ...entry, status: 0, code: String((error as Error).cause ?? error) };
  }
}

/**
 * Sends requests of all kinds from eight clients, none of them twice, until it is stopped.
 * @returns what was answered so far, and how to stop
 */
export function startLoad(load: Load): { entries: Entry[]; stop(): Promise<void> } {
  const entries: Entry[] = [];
  const clients = 8;
  let next = 0;
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      const pause = delay((1_000 * clients) / load.perSecond);
      const { method, path, body, name = '' } = (kinds[next++ % kinds.length] as (typeof kinds)[number])(load);
      entries.push(await send(load, { method, path, name, key: randomUUID(), status: 0, code: '' }, body));
      await pause;
    }
  };
  const running = Array.from({ length: clients }, run);
  return {
    entries,
    async stop() {
      isOver = true;
      await Promise.all(running);
    },
  };
}

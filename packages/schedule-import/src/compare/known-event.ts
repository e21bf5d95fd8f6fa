import { type Client, ProblemError, type Schemas } from '@ems/client/src';
import { nameKey } from '../model/fold.ts';

export type KnownSession = Schemas['Session'];
export type KnownSlot = KnownSession['slots'][number];
export type KnownRoom = Schemas['Room'];
export type KnownTrack = Schemas['Track'];
export type KnownSpeaker = Schemas['Speaker'];

/** An event as the system has it now. */
export interface KnownEvent {
  event: Schemas['Event'];
  rooms: KnownRoom[];
  tracks: KnownTrack[];
  sessions: KnownSession[];
}

/** @returns undefined where there is none of this slug that the account may know of */
export async function fetchEvent(client: Client, slug: string): Promise<KnownEvent | undefined> {
  const event = await client
    .get('/events/{id}', { params: { path: { id: slug } } })
    .then(({ data }) => data, undefinedIfNotFound);
  return event && fetchContents(client, event);
}

export async function fetchContents(client: Client, event: Schemas['Event']): Promise<KnownEvent> {
  const ofEvent = { params: { query: { eventId: event.id } } };
  const [rooms, tracks, sessions] = await Promise.all([
    collect(client.all('/rooms', ofEvent)),
    collect(client.all('/tracks', ofEvent)),
    collect(client.all('/sessions', ofEvent)),
  ]);
  return { event, rooms, tracks, sessions };
}

function undefinedIfNotFound(error: unknown): undefined {
  if (!(error instanceof ProblemError && error.status === 404)) throw error;
}

/** All items of a list. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const parallelRooms = ({ rooms }: KnownEvent): Set<string> =>
  new Set(rooms.filter(({ parallel }) => parallel).map(({ name }) => nameKey(name)));

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The database writes UUIDs in lower case. */
export const sameId = (id: string): string => (uuid.test(id) ? id.toLowerCase() : id);

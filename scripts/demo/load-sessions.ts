import { type Client, Refused } from './client.ts';
import { ensure, inParallel, type Load } from './ensure.ts';
import { type KnownSession, matchSessions } from './match.ts';
import type { NewSession } from './plan-sessions.ts';

/** Ids of what the sessions refer to, by the plan's names. */
export interface Ids {
  eventId: string;
  rooms: Map<string, string>;
  tracks: Map<string, string>;
  speakers: Map<string, string>;
}

export async function loadSessions(base: Load, wanted: NewSession[], ids: Ids): Promise<void> {
  const { client } = base;
  const known = matchSessions(wanted, await client.list<KnownSession>(`/sessions?eventId=${ids.eventId}`));
  const ready = new Map<NewSession, KnownSession>();
  await inParallel(wanted, async session => {
    const before = known.get(session);
    const isDone = before !== undefined && stepsFrom(before.state).length === 0;
    const found = await ensure(base, 'sessions', session.name, isDone ? before : undefined, async () =>
      toConfirmed(client, before ?? (await create(client, session, ids))),
    );
    if (found) ready.set(session, found);
    else base.progress.step();
  });
  // One after another, as they stand in the file: of two that exclude each other, the later is refused.
  for (const session of wanted) {
    const found = ready.get(session);
    if (found) await loadSlot(base, session, found, ids.rooms.get(session.room));
  }
}

/** A speaker or track that was refused is left out; the report names it. */
function create(client: Client, { body, speakers, track }: NewSession, ids: Ids): Promise<KnownSession> {
  const speakerIds = speakers.flatMap(key => ids.speakers.get(key) ?? []);
  const trackId = (track && ids.tracks.get(track)) || null;
  return client.post('/sessions', { ...body, eventId: ids.eventId, trackId, speakerIds, submit: true });
}

/** What an organizer still has to do. One that was turned down or called off since stays so. */
function stepsFrom(state: string): string[] {
  const steps = ['submit', 'accept', 'confirm'];
  const done = ['draft', 'submitted', 'accepted'].indexOf(state);
  return done === -1 ? [] : steps.slice(done);
}

async function toConfirmed(client: Client, session: KnownSession): Promise<KnownSession> {
  let current = session;
  for (const step of stepsFrom(session.state)) current = await client.post(`/sessions/${session.id}/${step}`);
  return current;
}

async function loadSlot(base: Load, { name, slot }: NewSession, session: KnownSession, roomId: string | undefined) {
  await ensure<object>(base, 'slots', name, session.slots[0], () => {
    if (!roomId) throw new Refused({ status: 0, code: 'no-room', detail: 'Its room was refused.' });
    return base.client.post(`/sessions/${session.id}/slots`, { ...slot, roomId });
  });
}

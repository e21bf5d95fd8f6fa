import type { Client } from '@ems/client/src';
import { inParallel } from '@ems/dev-stack';
import { collect, getOrCreate, type LoadContext } from './get-or-create.ts';
import { type KnownSession, matchSessions } from './match.ts';
import type { NewSession } from './plan-sessions.ts';

/** Ids of what the sessions refer to, by the plan's names. */
export interface Ids {
  eventId: string;
  rooms: Map<string, string>;
  tracks: Map<string, string>;
  speakers: Map<string, string>;
}

export async function loadSessions(context: LoadContext, wanted: NewSession[], ids: Ids): Promise<void> {
  const { client } = context;
  const known = matchSessions(
    wanted,
    await collect(client.all('/sessions', { params: { query: { eventId: ids.eventId } } })),
  );
  const ready = new Map<NewSession, KnownSession>();
  await inParallel(wanted, async session => {
    const before = known.get(session);
    const isDone = before !== undefined && pendingTransitions(before.status).length === 0;
    const found = await getOrCreate(context, 'sessions', session.name, isDone ? before : undefined, async () =>
      confirm(client, before ?? (await create(client, session, ids))),
    );
    if (found) ready.set(session, found);
    else context.progress.step();
  });
  // One after another, as they stand in the file: of two that exclude each other, the later is refused.
  for (const session of wanted) {
    const found = ready.get(session);
    if (found) await loadSlot(context, session, found, ids.rooms.get(session.room));
  }
}

/** A speaker or track that was refused is left out; the report names it. */
async function create(client: Client, { body, speakers, track }: NewSession, ids: Ids): Promise<KnownSession> {
  const speakerIds = speakers.flatMap(key => ids.speakers.get(key) ?? []);
  const trackId = (track && ids.tracks.get(track)) || null;
  const proposal = { ...body, eventId: ids.eventId, trackId, speakerIds, submit: true };
  return (await client.post('/sessions', { body: proposal })).data;
}

/** The transitions up to confirmed. A session that was rejected or cancelled since stays so. */
function pendingTransitions(status: string) {
  const transitions = ['submit', 'accept', 'confirm'] as const;
  const done = ['draft', 'submitted', 'accepted'].indexOf(status);
  return done === -1 ? [] : transitions.slice(done);
}

async function confirm(client: Client, session: KnownSession): Promise<KnownSession> {
  let current = session;
  for (const action of pendingTransitions(session.status))
    current = (await client.post(`/sessions/{id}/${action}`, { params: { path: { id: session.id } } })).data;
  return current;
}

async function loadSlot(
  context: LoadContext,
  { name, slot }: NewSession,
  session: KnownSession,
  roomId: string | undefined,
) {
  if (roomId === undefined && session.slots.length === 0) {
    context.report.refuse('slots', name, { code: 'no-room', detail: 'Its room was refused.' });
    return context.progress.step();
  }
  await getOrCreate<object>(context, 'slots', name, session.slots[0], async () => {
    const booking = { params: { path: { id: session.id } }, body: { ...slot, roomId: String(roomId) } };
    return (await context.client.post('/sessions/{id}/slots', booking)).data;
  });
}

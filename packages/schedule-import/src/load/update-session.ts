import { differencesOf, type SessionChange } from '../compare/changes.ts';
import type { KnownSession } from '../compare/known-event.ts';
import { nameKey } from '../model/fold.ts';
import { confirmSession, isPending } from './confirm-session.ts';
import type { Ids, LoadContext } from './load-context.ts';
import { repeatable, withoutFaultyFields } from './refuse.ts';

/** Brings a session in step with the file but for its slots, or says what differs; completes what a run before has begun. */
export async function updateSession(context: LoadContext, change: SessionChange, ids: Ids): Promise<KnownSession> {
  const { client, report, isUpdate } = context;
  const { planned, session } = change;
  const isReopened = isUpdate && session.status === 'cancelled';
  const reopened = isReopened ? [{ field: 'status', from: session.status, to: 'confirmed' }] : [];
  const changes = isUpdate ? [...change.changes, ...reopened] : differencesOf(change);
  if (changes.length === 0) report.keep('sessions');
  else if (isUpdate) report.change('sessions', planned.label, changes);
  else report.leave('sessions', planned.label, changes);
  if (isUpdate) {
    await patchFields(context, change, ids);
    await putSpeakers(context, change, ids);
  }
  return isPending(session.status, isReopened) ? confirmSession(client, session) : session;
}

async function patchFields(
  context: LoadContext,
  { planned, session, patch, track }: SessionChange,
  { tracks }: Ids,
): Promise<void> {
  const body = { ...patch, ...(track !== undefined && { trackId: (track && tracks.get(nameKey(track))) || null }) };
  if (Object.keys(body).length === 0) return;
  const path = { id: session.id };
  await withoutFaultyFields(context, planned.label, body, ['title'], sent =>
    repeatable(() => context.client.patch('/sessions/{id}', { params: { path }, body: sent })),
  );
}

/** Takes off who is on it no more, and puts the others where the file has them. */
async function putSpeakers({ client }: LoadContext, { session, speakers }: SessionChange, ids: Ids): Promise<void> {
  if (speakers === undefined) return;
  const wanted = speakers.flatMap(key => ids.speakers.get(key) ?? []);
  const current = new Map(session.speakers.map(({ speakerId, position }) => [speakerId, position]));
  for (const speakerId of current.keys())
    if (!wanted.includes(speakerId))
      await repeatable(() =>
        client.delete('/sessions/{id}/speakers/{speakerId}', { params: { path: { id: session.id, speakerId } } }),
      );
  for (const [position, speakerId] of wanted.entries())
    if (current.get(speakerId) !== position)
      await client.put('/sessions/{id}/speakers/{speakerId}', {
        params: { path: { id: session.id, speakerId } },
        body: { position },
      });
}

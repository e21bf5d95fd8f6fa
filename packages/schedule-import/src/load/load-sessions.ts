import { ProblemError } from '@ems/client/src';
import type { Comparison } from '../compare/changes.ts';
import { orNull } from '../compare/compare-session.ts';
import type { KnownSession } from '../compare/known-event.ts';
import { nameKey } from '../model/fold.ts';
import type { Plan, PlannedSession } from '../plan/plan.ts';
import { confirmSession, isPending } from './confirm-session.ts';
import { type Ids, inParallel, type LoadContext } from './load-context.ts';
import { found } from './load-speakers.ts';
import { makeOnce } from './make-once.ts';
import { unlessRefused, withoutFaultyFields } from './refuse.ts';
import { updateSession } from './update-session.ts';

/** Creates what is missing, and confirms it. @returns what there is for each session of the plan that was not refused */
export async function loadSessions(
  context: LoadContext,
  { sessions }: Plan,
  comparison: Comparison | undefined,
  ids: Ids,
): Promise<Map<PlannedSession, KnownSession>> {
  const ready = new Map<PlannedSession, KnownSession>();
  await inParallel(sessions, async planned => {
    const change = comparison?.sessions.get(planned);
    const session = await unlessRefused(context, 'sessions', planned.label, () =>
      change ? updateSession(context, change, ids) : createSession(context, planned, ids),
    );
    if (session) ready.set(planned, session);
    context.progress.step();
  });
  return ready;
}

/** A speaker or track that was refused is left out; the report names it. */
async function createSession(context: LoadContext, planned: PlannedSession, ids: Ids): Promise<KnownSession> {
  const { client, report } = context;
  const { eventId } = ids;
  const body = {
    ...Object.fromEntries(Object.entries(planned.fields).map(([field, value]) => [field, orNull(field, value)])),
    externalId: planned.externalId,
    eventId,
    trackId: (planned.track && ids.tracks.get(nameKey(planned.track))) || null,
    speakerIds: (planned.speakers ?? []).flatMap(key => ids.speakers.get(key) ?? []),
    submit: true,
  };
  const { session, isNew } = await withoutFaultyFields(
    context,
    planned.label,
    body,
    ['title', 'eventId', 'durationMinutes', 'externalId'],
    sent => postSession(context, planned, { title: planned.fields.title, ...sent, eventId }),
  );
  const confirmed = isPending(session.status, false) ? await confirmSession(client, session) : session;
  if (isNew) report.create('sessions', planned.label);
  else report.keep('sessions');
  return confirmed;
}

/** By its `externalId` there is one of it; without, the key says that it is the same. */
async function postSession({ client }: LoadContext, planned: PlannedSession, body: { title: string; eventId: string }) {
  if (planned.externalId === null) {
    const session = await makeOnce({
      name: [body.eventId, 'session', planned.label, planned.slots, body],
      post: headers => client.post('/sessions', { body, headers }),
      find: ({ id }) => found(client.get('/sessions/{id}', { params: { path: { id } } })),
    });
    return { session, isNew: true };
  }
  try {
    return { session: (await client.post('/sessions', { body })).data, isNew: true };
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'session.external-id-taken' && error.sessionId !== null))
      throw error;
    // Another run was quicker.
    return {
      session: (await client.get('/sessions/{id}', { params: { path: { id: error.sessionId } } })).data,
      isNew: false,
    };
  }
}

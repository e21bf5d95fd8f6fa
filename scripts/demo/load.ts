import { ProblemError } from '@ems/client/src';
import { inParallel, UserError } from '@ems/dev-stack';
import { collect, getOrCreate, type LoadContext } from './get-or-create.ts';
import { loadSessions } from './load-sessions.ts';
import { type KnownSpeaker, matchSpeakers } from './match.ts';
import type { Plan } from './plan.ts';

interface KnownEvent {
  id: string;
  status: string;
  allowedActions?: string[];
}

/** A room or a track. */
interface Named {
  id: string;
  name: string;
}

/** Enters a plan; what exists already is left as it is, so that a run that broke off is completed by the next. */
export async function load(context: LoadContext, plan: Plan): Promise<void> {
  const { client, report } = context;
  for (const { entry, fault } of plan.faults) report.refuse('sessions', entry, { code: 'no-entry', detail: fault });
  const event = await loadEvent(context, plan);
  const ofEvent = { params: { query: { eventId: event.id } } };
  const [rooms, tracks, speakers] = await Promise.all([
    loadNamed(context, 'rooms', plan.rooms, client.all('/rooms', ofEvent), room =>
      client.post('/rooms', { body: { ...room, eventId: event.id } }),
    ),
    loadNamed(context, 'tracks', plan.tracks, client.all('/tracks', ofEvent), track =>
      client.post('/tracks', { body: { ...track, eventId: event.id } }),
    ),
    loadSpeakers(context, plan),
  ]);
  await loadSessions(context, plan.sessions, { eventId: event.id, rooms, tracks, speakers });
  if (event.status !== 'draft') return;
  await client.post('/events/{id}/publish', { params: { path: { id: event.id } } }).catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    report.refuse('event', 'publishing it', error);
  });
}

async function loadEvent(context: LoadContext, { event }: Plan): Promise<KnownEvent> {
  const { client } = context;
  const known: KnownEvent | undefined = await client
    .get('/events/{id}', { params: { path: { id: event.slug } } })
    .then(({ data }) => data, undefinedIfNotFound);
  if (known && !known.allowedActions?.includes('update')) {
    throw new UserError(`The event ${event.slug} belongs to somebody else (DEMO_EMAIL says whom to log in as).`);
  }
  const create = async (): Promise<KnownEvent> => (await client.post('/events', { body: event })).data;
  const found = await getOrCreate(context, 'event', event.title, known, create);
  if (!found) throw new UserError(`Without the event nothing of it can be loaded.\n\n${context.report}`);
  return found;
}

function undefinedIfNotFound(error: unknown): undefined {
  if (!(error instanceof ProblemError && error.status === 404)) throw error;
}

/** Rooms or tracks, which are recognised by their names. @returns their ids by name */
async function loadNamed<Wanted extends { name: string }>(
  context: LoadContext,
  kind: 'rooms' | 'tracks',
  wanted: Wanted[],
  list: AsyncIterable<Named>,
  create: (one: Wanted) => Promise<{ data: Named }>,
) {
  const known = await collect(list);
  const ids = new Map<string, string>();
  await inParallel(wanted, async one => {
    const same = known.find(({ name }) => name === one.name.trim().normalize('NFC'));
    const found = await getOrCreate(context, kind, one.name, same, async () => (await create(one)).data);
    if (found) ids.set(one.name, found.id);
  });
  return ids;
}

/** @returns their ids by the plan's keys */
async function loadSpeakers(context: LoadContext, { speakers }: Plan): Promise<Map<string, string>> {
  const { client } = context;
  const known = matchSpeakers(speakers, await collect(client.all('/speakers', { params: { query: { mine: true } } })));
  const ids = new Map<string, string>();
  await inParallel(speakers, async speaker => {
    const create = async (): Promise<KnownSpeaker> => (await client.post('/speakers', { body: speaker.body })).data;
    const found = await getOrCreate(context, 'speakers', speaker.body.name, known.get(speaker), create);
    if (!found) return;
    ids.set(speaker.key, found.id);
    context.report.speakerNames.set(found.id, found.name);
  });
  return ids;
}

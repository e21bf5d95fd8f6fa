import { randomUUID } from 'node:crypto';
import { post } from '../data/api.ts';
import { fillTables } from '../data/scale-rows.ts';
import { type WriteEvent, writeEvents } from '../data/write-rows.ts';
import { type BenchRequest, get, send } from '../load/request.ts';
import { type Measurement, measurementOf, type Side } from '../measure/measurement.ts';
import { settle } from '../targets/settle.ts';
import type { Target } from '../targets/target.ts';
import type { BenchCase, BenchContext } from './case.ts';

/** At most 1.3 times the time. */
const goal = { of: 'ratio', atLeast: 0.77 } as const;
const times = 40;
/** In one event and one session. */
const rareWord = 'quetzalcoatl';

/** A request of each kind; writes are another one each time. */
const requests: Record<string, (context: BenchContext, event: WriteEvent) => (index: number) => BenchRequest> = {
  'scale-events-list': () => () => get('/api/v1/events?limit=20'),
  'scale-events-rare-word': () => () => get(`/api/v1/events?limit=20&q=${rareWord}`),
  'scale-events-common-word': () => () => get('/api/v1/events?limit=20&q=open'),
  'scale-event':
    (_, { id }) =>
    () =>
      get(`/api/v1/events/${id}`),
  'scale-sessions-list': () => () => get('/api/v1/sessions?limit=20'),
  'scale-sessions-of-event':
    (_, { id }) =>
    () =>
      get(`/api/v1/sessions?limit=20&eventId=${id}`),
  'scale-sessions-rare-word': () => () => get(`/api/v1/sessions?limit=20&q=${rareWord}`),
  'scale-sessions-common-word': () => () => get('/api/v1/sessions?limit=20&q=talk'),
  'scale-registrations-of-event':
    (context, { id }) =>
    () =>
      get(`/api/v1/events/${id}/registrations`, bearer(context)),
  'scale-my-registrations': context => () => get('/api/v1/registrations', bearer(context)),
  'scale-create-session':
    (context, { id }) =>
    index =>
      send('POST', '/api/v1/sessions', tokenOf(context), { eventId: id, title: `Talk that was added ${index}` }),
  'scale-change-session':
    (context, { sessions }) =>
    index =>
      send('PATCH', `/api/v1/sessions/${sessions[0]}`, tokenOf(context), { title: `Talk that was changed ${index}` }),
  'scale-register':
    ({ signToken }, { id }) =>
    () =>
      send('POST', `/api/v1/events/${id}/registrations`, signToken(randomUUID())),
};

const tokenOf = ({ signToken, demo }: BenchContext) => signToken(demo.organizer.id);
const bearer = (context: BenchContext) => ({ authorization: `Bearer ${tokenOf(context)}` });

/** One request after another, so that a reply's time is what it takes and not what it waits. */
async function timeEach({ origin }: Target, make: (index: number) => BenchRequest): Promise<Measurement> {
  const taken: number[] = [];
  let errors = 0;
  for (let index = 0; index < times; index++) {
    const { method, path, headers, body } = make(index);
    const started = performance.now();
    const reply = await fetch(`${origin}${path}`, { method, headers, ...(body !== undefined && { body }) });
    await reply.arrayBuffer();
    taken.push(performance.now() - started);
    if (!reply.ok) errors++;
  }
  // By the median: one pause of the machine says nothing of a statement.
  const measured = measurementOf(taken, 1, errors);
  return { ...measured, requestsPerSecond: 1000 / (measured.p50Ms ?? Number.NaN) };
}

/** What each request takes with the programme's 200 events, before the tables are filled. */
interface Prepared {
  event: WriteEvent;
  before: Map<string, Measurement>;
}

const prepared = new WeakMap<BenchContext, Promise<Prepared>>();

async function prepareAll(context: BenchContext): Promise<Prepared> {
  const [event] = await writeEvents(context);
  if (event === undefined) throw new Error('there is no event to write to');
  await addRareWords(context, event);
  const before = new Map<string, Measurement>();
  for (const [name, make] of Object.entries(requests)) {
    await timeEach(context.system, make(context, event));
    before.set(name, await timeEach(context.system, make(context, event)));
  }
  await settle(context);
  await fillTables(context);
  return { event, before };
}

async function addRareWords(context: BenchContext, { id }: WriteEvent): Promise<void> {
  const { system } = context;
  const token = tokenOf(context);
  const session = { eventId: id, title: `All about ${rareWord}`, submit: true };
  const { id: sessionId } = await post<{ id: string }>(system.origin, '/api/v1/sessions', token, session);
  for (const action of ['accept', 'confirm'])
    await post(system.origin, `/api/v1/sessions/${sessionId}/${action}`, token);
  const event = await post<{ id: string }>(system.origin, '/api/v1/events', token, {
    title: `Friends of ${rareWord}`,
    startsAt: '2034-06-01T08:00:00.000Z',
    endsAt: '2034-06-02T08:00:00.000Z',
    timezone: 'UTC',
    venue: { name: 'House of words' },
  });
  await post(system.origin, `/api/v1/events/${event.id}/publish`, token);
}

/** Run by name alone, `--only scale`: the tables are full from then on. */
export const scaleCases: BenchCase[] = Object.entries(requests).map(([name, make]) => ({
  name,
  byNameAlone: true,
  async prepare(context) {
    const run = prepared.get(context) ?? prepareAll(context);
    prepared.set(context, run);
    const { event, before } = await run;
    const small = before.get(name);
    if (small === undefined) throw new Error(`${name} was not measured before`);
    const yardstick: Side = { name: 'with 200 events', measure: async () => small };
    const system = { name: 'system', measure: () => timeEach(context.system, make(context, event)) };
    return { system, yardsticks: [{ side: yardstick, goal }] };
  },
}));

import { randomUUID } from 'node:crypto';
import { sessionStatus } from '@ems/contracts';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type Arbitrary,
  assert as always,
  array,
  asyncProperty,
  constant,
  constantFrom,
  nat,
  oneof,
  record,
} from 'fast-check';
import { acceptOffers, hour, makeConference, makeSpeaker } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

type Status = (typeof sessionStatus.options)[number];

let running: App;
beforeAll(async () => {
  running = await startSessionService();
});
afterAll(() => running.stop());

const decisions = { accept: 'accepted', reject: 'rejected', waitlist: 'waitlisted' } as const;
const others = { reopen: 'submitted', confirm: 'confirmed', cancel: 'cancelled' } as const;
const session = nat(1);
const anAction = oneof(
  {
    weight: 6,
    arbitrary: record({
      do: constant('decide' as const),
      session,
      action: constantFrom(...(['accept', 'reject', 'waitlist'] as const)),
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      do: constant('lead' as const),
      session,
      action: constantFrom(...(['reopen', 'confirm', 'cancel'] as const)),
    }),
  },
  { weight: 1, arbitrary: record({ do: constant('withdraw' as const), session }) },
  { weight: 2, arbitrary: record({ do: constant('edit' as const), session }) },
  { weight: 1, arbitrary: record({ do: constant('mend' as const), session }) },
  { weight: 3, arbitrary: record({ do: constant('book' as const), session }) },
  { weight: 2, arbitrary: record({ do: constant('announce' as const), named: constantFrom(null, 0, 1) }) },
  { weight: 1, arbitrary: record({ do: constant('release' as const) }) },
);
type Action = typeof anAction extends Arbitrary<infer Value> ? Value : never;

/** What is so of a session, and what its people know of that. */
interface Model {
  id: string;
  truth: Status;
  known: Status;
  slots: number;
}

const holdable: readonly Status[] = ['submitted', 'waitlisted', 'rejected'];
const isScheduled = (status: Status) => status === 'accepted' || status === 'confirmed';

async function makeWorld() {
  const camp = await makeConference(running, { cfpOpen: true });
  const [ada, eve] = [randomUUID(), randomUUID()];
  const speakerIds = [await makeSpeaker(running, ada), await makeSpeaker(running, eve)];
  const models: Model[] = [];
  for (const title of ['One', 'Two']) {
    const body = { eventId: camp.id, title, submit: true, speakerIds };
    const { id } = expectStatus(await running.as(ada)('post', '/sessions', body), 201).body;
    models.push({ id, truth: 'submitted', known: 'submitted', slots: 0 });
  }
  await acceptOffers(running, eve);
  return {
    camp,
    room: await camp.room({ parallel: true }),
    people: [running.as(ada), running.as(eve)],
    models,
    next: 1,
  };
}
type World = Awaited<ReturnType<typeof makeWorld>>;

/** All that somebody sees of the sessions that are theirs, by every door. */
async function doorsOf(by: Api, world: World) {
  const sessions = [];
  for (const { id } of world.models) {
    const { body, headers } = expectStatus(await by('get', `/sessions/${id}?include=room`), 200);
    const history = expectStatus(await by('get', `/sessions/${id}/history?limit=100&count=true`), 200).body;
    sessions.push({ body, etag: headers.etag, history });
  }
  const list = async (query: string) =>
    expectStatus(await by('get', `/sessions?eventId=${world.camp.id}&count=true&${query}` as '/sessions'), 200).body;
  const counts: Partial<Record<Status, number>> = {};
  for (const status of sessionStatus.options)
    counts[status] = (await list(`mine=true&status=${status}`)).page.total ?? -1;
  const mine = await list('mine=true&sort=-updatedAt');
  const scheduled = (await list(`mine=true&sort=startsAt&from=${hour(0)}`)).data;
  const slots = expectStatus(await by('get', `/slots?eventId=${world.camp.id}&limit=100&count=true`), 200).body;
  return { sessions, counts, mine, scheduled, slots };
}

/** @returns whether what its people see stays as it is */
async function act(world: World, action: Action): Promise<boolean> {
  const { camp, models, people } = world;
  const [ada = camp.team] = people;
  const model = 'session' in action ? models[action.session] : undefined;
  const path = `/sessions/${model?.id}` as const;
  switch (action.do) {
    case 'decide': {
      const reply = await camp.team('post', `${path}/${action.action}`, { note: 'Among us', message: 'To you' });
      if (!reply.ok || !model) return true;
      const isHeld = holdable.includes(model.known);
      model.truth = decisions[action.action];
      if (!isScheduled(model.truth)) model.slots = 0;
      if (!isHeld) model.known = model.truth;
      return isHeld;
    }
    case 'lead': {
      const reply = await camp.team('post', `${path}/${action.action}`, { note: 'Among us' });
      if (!reply.ok || !model) return true;
      const to = action.action === 'reopen' ? expectStatus(reply, 200).body.status : others[action.action];
      const isTakenBack = model.truth !== model.known && action.action === 'reopen' && to === model.known;
      model.truth = to;
      model.known = to;
      if (!isScheduled(to)) model.slots = 0;
      return isTakenBack;
    }
    case 'withdraw':
    case 'edit': {
      const { headers, body } = await ada('get', path);
      const asked =
        action.do === 'edit'
          ? ada('patch', path, { title: randomUUID() })
          : ada('post', `${path}/withdraw`, { reason: 'Ill' });
      const reply = await asked.set('if-match', headers.etag ?? '');
      if (!model) return true;
      const may =
        action.do === 'edit'
          ? model.known === 'submitted'
          : ['submitted', 'waitlisted', 'accepted', 'confirmed'].includes(model.known);
      expect([reply.status, may]).toEqual([may ? 200 : 409, may]);
      if (!may) return true;
      expect(expectStatus(reply, 200).body.version).toBe(body.version + 1);
      if (action.do === 'withdraw') Object.assign(model, { truth: 'withdrawn', known: 'withdrawn', slots: 0 });
      return false;
    }
    case 'mend':
      expectStatus(await camp.team('patch', path, { subtitle: randomUUID(), durationMinutes: 30 }), 200);
      return false;
    case 'book': {
      const place = { roomId: world.room, startsAt: hour(world.next), endsAt: hour(world.next + 0.5) };
      world.next += 0.5;
      const reply = await camp.team('post', `${path}/slots`, place);
      if (!reply.ok || !model) return true;
      model.slots += 1;
      return model.truth !== model.known;
    }
    case 'announce': {
      const named = action.named === null ? models : models.filter((_, index) => index === action.named);
      const held = named.filter(({ truth, known }) => truth !== known);
      const body = action.named === null ? {} : { sessionIds: named.map(({ id }) => id) };
      const reply = await camp.team('post', `/events/${camp.id}/decisions/announce`, body);
      expect(expectStatus(reply, 200).body.announced).toBe(held.length);
      for (const model of held) model.known = model.truth;
      return held.length === 0;
    }
    case 'release': {
      const reply = await camp.team('post', '/schedule-versions', { eventId: camp.id, name: randomUUID() });
      expect([201, 409]).toContain(reply.status);
      // What is released is public, and so in what the public is shown.
      return false;
    }
  }
}

async function check(world: World, before: Awaited<ReturnType<typeof doorsOf>>[], isUnchanged: boolean) {
  const after = [];
  for (const [index, by] of world.people.entries()) {
    const seen = await doorsOf(by, world);
    after.push(seen);
    if (isUnchanged) expect(seen).toEqual(before[index]);
    for (const [at, { truth, known, slots }] of world.models.entries()) {
      const shown = seen.sessions[at];
      if (!shown) throw new Error('it is not shown');
      const { body, history } = shown;
      expect(body).toMatchObject({ status: known });
      expect(body.slots).toHaveLength(truth === known ? slots : 0);
      expect(body).not.toHaveProperty('announcedStatus');
      expect(history.data.at(-1)?.to).toBe(known);
      for (const [n, step] of history.data.entries()) {
        expect(step.from).toBe(history.data[n - 1]?.to ?? null);
        expect(step).not.toHaveProperty('note');
      }
    }
    for (const status of sessionStatus.options)
      expect(seen.counts[status]).toBe(world.models.filter(({ known }) => known === status).length);
    const ids = world.models.filter(({ truth, known, slots }) => truth === known && slots > 0).map(({ id }) => id);
    expect(seen.scheduled.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  }
  for (const { id, truth, slots } of world.models) {
    const { body } = expectStatus(await world.camp.team('get', `/sessions/${id}`), 200);
    expect(body.status).toBe(truth);
    expect(body.slots).toHaveLength(slots);
  }
  return after;
}

test('whatever happens, its people see nothing of what is held by any door, and the team sees what is so', async () => {
  await always(
    asyncProperty(array(anAction, { minLength: 4, maxLength: 14 }), async actions => {
      const world = await makeWorld();
      let seen = await check(world, [], false);
      for (const action of actions) seen = await check(world, seen, await act(world, action));
    }),
    { numRuns: 8 },
  );
});

import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Arbitrary,
  assert as always,
  array,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
} from 'fast-check';
import { acceptOffers, hour, makeConference, makeSpeaker } from './support/conference';
import { brokenRules } from './support/invariants';
import { type Api, type App, startSessionService } from './support/start';

const actions = ['submit', 'accept', 'reject', 'waitlist', 'confirm', 'withdraw', 'cancel', 'reopen'];
const when = integer({ min: 0, max: 6 });
const anAction = oneof(
  {
    weight: 3,
    arbitrary: record({
      do: constant('transition' as const),
      session: nat(3),
      action: constantFrom(...actions),
      who: nat(3),
      override: boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: record({
      do: constant('book' as const),
      session: nat(3),
      room: nat(2),
      from: when,
      hours: integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: record({
      do: constant('move' as const),
      slot: nat(9),
      room: nat(2),
      from: when,
      hours: integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: record({ do: constant('swap' as const), slot: nat(9), other: nat(9) }) },
  { weight: 1, arbitrary: record({ do: constant('delete' as const), slot: nat(9) }) },
  { weight: 3, arbitrary: record({ do: constant('join' as const), session: nat(3), speaker: nat(1) }) },
  { weight: 2, arbitrary: record({ do: constant('leave' as const), session: nat(3), speaker: nat(1) }) },
  { weight: 1, arbitrary: record({ do: constant('room' as const), room: nat(2), parallel: boolean() }) },
);
type Action = typeof anAction extends Arbitrary<infer Value> ? Value : never;

describe('whatever people do at the same time', () => {
  let running: App;
  beforeAll(async () => {
    running = await startSessionService();
  });
  afterAll(() => running.stop());

  async function makeWorld() {
    const camp = await makeConference(running);
    const her = randomUUID();
    const speakers = [await makeSpeaker(running, her), await makeSpeaker(running)];
    const rooms = [await camp.room(), await camp.room(), await camp.room({ parallel: true })];
    const sessions = [
      await camp.session('accepted', { speakerIds: [speakers[0]] }),
      await camp.session('confirmed', { speakerIds: [speakers[1]] }),
      await camp.session('confirmed', { speakerIds: speakers }),
      await camp.session('draft'),
    ];
    await acceptOffers(running, her);
    const people = [camp.team, running.as(her), running.as(randomUUID()), running.as(randomUUID(), 'admin')];
    return { camp, her: running.as(her), speakers, rooms, sessions, people, slots: [] as string[] };
  }

  async function act(world: Awaited<ReturnType<typeof makeWorld>>, action: Action): Promise<number> {
    const { camp, her, rooms, sessions, speakers, slots } = world;
    const slot = 'slot' in action ? slots[action.slot % Math.max(slots.length, 1)] : undefined;
    const place = (from: number, hours: number) => ({ startsAt: hour(from), endsAt: hour(from + hours) });
    switch (action.do) {
      case 'transition': {
        const who: Api = world.people[action.who] ?? camp.team;
        const body = action.override ? { override: true, note: 'Because' } : {};
        return (await who('post', `/sessions/${sessions[action.session]}/${action.action}`, body)).status;
      }
      case 'book': {
        const body = { roomId: rooms[action.room], ...place(action.from, action.hours) };
        const reply = await camp.team('post', `/sessions/${sessions[action.session]}/slots`, body);
        if (reply.status === 201) slots.push(reply.body.id);
        return reply.status;
      }
      case 'move': {
        const body = { roomId: rooms[action.room], ...place(action.from, action.hours) };
        return (await camp.team('patch', `/slots/${slot ?? randomUUID()}`, body)).status;
      }
      case 'swap': {
        const other = slots[action.other % Math.max(slots.length, 1)];
        return (await camp.team('post', '/slots/swap', { a: slot ?? randomUUID(), b: other ?? randomUUID() })).status;
      }
      case 'delete':
        return (await camp.team('delete', `/slots/${slot ?? randomUUID()}`)).status;
      case 'join': {
        const path = `/sessions/${sessions[action.session]}/speakers/${speakers[action.speaker]}` as const;
        const reply = await camp.team('put', path, {});
        if (reply.status !== 202) return reply.status;
        return (await her('post', `/sessions/offers/${expectStatus(reply, 202).body.offer.id}/accept`)).status;
      }
      case 'leave':
        return (await camp.team('delete', `/sessions/${sessions[action.session]}/speakers/${speakers[action.speaker]}`))
          .status;
      case 'room':
        return (await camp.team('patch', `/rooms/${rooms[action.room]}`, { parallel: action.parallel })).status;
    }
  }

  test('nothing is booked twice, no transition is without history, and every refusal is an answer', async () => {
    const seen = new Set<number>();
    await always(
      asyncProperty(
        array(array(anAction, { minLength: 1, maxLength: 5 }), { minLength: 4, maxLength: 8 }),
        async rounds => {
          const world = await makeWorld();
          for (const round of rounds) {
            for (const status of await Promise.all(round.map(action => act(world, action)))) seen.add(status);
            expect(await brokenRules(running.database)).toEqual([]);
          }
        },
      ),
      { numRuns: 12 },
    );
    expect([...seen].filter(status => status >= 500)).toEqual([]);
    expect([...seen].toSorted()).toEqual(expect.arrayContaining([200, 201, 409]));
  });
});

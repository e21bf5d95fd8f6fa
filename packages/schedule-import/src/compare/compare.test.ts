import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, person, plan } from '../plan/sample-plan.ts';
import { compare, isEventOf } from './compare.ts';
import type { KnownEvent, KnownSession } from './known-event.ts';

const slot = (id: string, roomId: string, clock: string) => ({
  id,
  number: 1,
  roomId,
  startsAt: `2027-05-01T${clock}:00.000Z`,
  endsAt: `2027-05-01T${clock.slice(0, 3)}30:00.000Z`,
});

const session = (id: string, title: string, more: object = {}) =>
  ({
    id,
    title,
    externalId: null,
    type: 'talk',
    typeName: null,
    status: 'confirmed',
    trackId: null,
    speakers: [],
    slots: [],
    ...more,
  }) as unknown as KnownSession;

const known = (sessions: KnownSession[], event: object = {}) =>
  ({
    event: {
      id: 'e',
      slug: 'demo',
      title: 'Demo',
      timezone: 'Europe/Berlin',
      startsAt: '2027-05-01T06:00:00Z',
      endsAt: '2027-05-01T20:00:00Z',
      ...event,
    },
    rooms: [{ id: 'hall', name: 'Hall' }],
    tracks: [],
    sessions,
  }) as unknown as KnownEvent;

const file = (entries: ReturnType<typeof entry>[]) => ({ entries, isOwnExport: false });

describe('sessions that are there', () => {
  test('are known by their external id, whatever has changed, and those that are gone are dropped', () => {
    const entries = [entry(1, 'New name', '12:00'), entry(2, 'Same', '13:00')];
    const there = known([
      session('a', 'Old name', { externalId: 'guid-1', slots: [slot('s1', 'hall', '08:00')] }),
      session('b', 'Same', { externalId: 'guid-2', slots: [slot('s2', 'hall', '11:00')] }),
      session('c', 'Gone', { externalId: 'guid-3', slots: [slot('s3', 'hall', '09:00')] }),
      session('d', 'Made by hand', { slots: [slot('s4', 'hall', '10:00')] }),
    ]);
    const { sessions, dropped } = compare(plan(entries), file(entries), there, []);
    assert.deepEqual(
      [...sessions.values()].map(({ session: { id }, changes }) => [id, changes.map(({ field }) => field)]),
      [
        ['a', ['title', 'slot']],
        ['b', []],
      ],
    );
    assert.deepEqual(
      dropped.map(({ id }) => id),
      ['c'],
    );
  });

  test('and have no external id are known by title and time, and get one', () => {
    const entries = [entry(1, 'Twice', '12:00'), entry(2, 'Twice', '13:00')];
    const there = known([
      session('late', 'Twice', { slots: [slot('s1', 'hall', '11:00')] }),
      session('early', 'Twice', { slots: [slot('s2', 'hall', '10:00')] }),
    ]);
    const { sessions } = compare(plan(entries), file(entries), there, []);
    assert.deepEqual(
      [...sessions.values()].map(({ session: { id }, patch }) => [id, patch]),
      [
        ['early', { externalId: 'guid-1' }],
        ['late', { externalId: 'guid-2' }],
      ],
    );
  });

  test('are not cancelled for an entry that is refused', () => {
    const entries = [entry(1, 'Kept', '', { startsAt: '2027-02-30T10:00:00+01:00' }), entry(2, 'Fine', '13:00')];
    const there = known([session('a', 'Kept', { externalId: 'guid-1', slots: [slot('s1', 'hall', '08:00')] })]);
    assert.deepEqual(compare(plan(entries), file(entries), there, []).dropped, []);
  });
});

describe('people', () => {
  const speaker = (speakerId: string, name: string) => ({ speakerId, name, position: 0, pending: false });
  const profile = (id: string, name: string, more: object = {}) => ({
    id,
    name,
    bio: '',
    tagline: '',
    photoUrl: null,
    links: [],
    ...more,
  });

  test('are known by their page, or by their name on a session of the event, and never by a name elsewhere', () => {
    const entries = [
      entry(1, 'Talk', '12:00', {
        persons: [person('Ann'), { name: 'Bob', page: 'https://b.example.org' }, person('Cy')],
      }),
    ];
    const there = known([
      session('a', 'Talk', {
        externalId: 'guid-1',
        slots: [slot('s1', 'hall', '10:00')],
        speakers: [speaker('ann', 'ANN')],
      }),
    ]);
    const profiles = [profile('bob', 'Robert', { links: [{ url: 'https://b.example.org' }] }), profile('cy', 'Cy')];
    const { speakers } = compare(plan(entries), file(entries), there, profiles as never);
    assert.deepEqual(Object.fromEntries(speakers), { '\nAnn': 'ann', '\nBob': 'bob' });
  });
});

test('an event is the one of a file that has sessions of it, or else its title and time', () => {
  const entries = [entry(1, 'Talk', '12:00')];
  const { event } = plan(entries);
  const others = [session('x', 'Other', { externalId: 'guid-x' })];
  const is = (there: KnownEvent) => isEventOf(event, entries, there);
  assert.deepEqual(
    [
      is(
        known([session('a', 'T', { externalId: 'guid-1' })], {
          title: 'Else',
          startsAt: '2020-01-01T00:00:00Z',
          endsAt: '2020-01-02T00:00:00Z',
        }),
      ),
      is(known(others)),
      is(known(others, { title: 'Else' })),
      is(known(others, { startsAt: '2026-05-01T06:00:00Z', endsAt: '2026-05-02T06:00:00Z' })),
      is(known([], { title: 'Else' })),
    ],
    [true, true, false, false, true],
  );
});

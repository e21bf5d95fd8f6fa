import { randomUUID } from 'node:crypto';
import { assertUndisturbed, type Kept, numbered, startBroker } from '@ems/testing';
import { afterAll, beforeAll, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { type App, startSpeakerService } from './support/start';

jest.setTimeout(300_000);

const account = fc.constantFrom('#u1', '#u2');
const at = (hour: number) => new Date(Date.UTC(2027, 4, 1, hour)).toISOString();

const sessions = fc
  .array(
    fc.record({
      changes: fc.array(
        fc.record({
          type: fc.constantFrom('session.updated.v1', 'session.status-changed.v1', 'session.speakers-changed.v1'),
          title: fc.constantFrom('Notes', 'Engines'),
          status: fc.constantFrom('submitted', 'accepted', 'confirmed', 'cancelled'),
          speakerIds: fc.subarray(['#s0', '#s1']),
        }),
        { maxLength: 4 },
      ),
      isDeleted: fc.boolean(),
    }),
    { minLength: 1, maxLength: 2 },
  )
  .map(made =>
    made.flatMap(({ changes, isDeleted }, index) => {
      const of = { id: `#t${index}`, eventId: '#e' };
      const first = { type: 'session.created.v1', title: 'A talk', status: 'draft', speakerIds: ['#s0'] };
      const facts = [first, ...changes].map(({ type, ...state }) => ({ type, data: { ...of, ...state } }));
      return numbered(of.id, isDeleted ? [...facts, { type: 'session.deleted.v1', data: of }] : facts);
    }),
  );

const slot = fc
  .record({
    starts: fc.array(fc.integer({ min: 8, max: 18 }), { minLength: 1, maxLength: 4 }),
    isDeleted: fc.boolean(),
  })
  .map(({ starts, isDeleted }) => {
    const data = (hour = 8) => ({
      ...{ id: '#slot', eventId: '#e', sessionId: '#t0', roomId: '#room' },
      ...{ startsAt: at(hour), endsAt: at(hour + 1) },
    });
    const facts = starts.map((hour, index) => ({
      type: index === 0 ? 'slot.booked.v1' : 'slot.moved.v1',
      data: data(hour),
    }));
    const deleted = { type: 'slot.deleted.v1', data: data(starts.at(-1)) };
    return numbered('#slot', isDeleted ? [...facts, deleted] : facts);
  });

const room = fc.array(fc.constantFrom('Curie', 'Noether'), { minLength: 1, maxLength: 3 }).map(names =>
  numbered(
    '#room',
    names.map((name, index) => ({
      type: index === 0 ? 'room.created.v1' : 'room.updated.v1',
      data: { id: '#room', eventId: '#e', name },
    })),
  ),
);

const event = fc
  .record({
    changes: fc.array(
      fc.record({
        type: fc.constantFrom(
          'event.updated.v1',
          'event.published.v1',
          'event.unpublished.v1',
          'event.member-changed.v1',
        ),
        slug: fc.constantFrom('#slug-a', '#slug-b'),
        ownerId: account,
        role: fc.constantFrom('organizer', 'reviewer'),
      }),
      { maxLength: 5 },
    ),
    isDeleted: fc.boolean(),
  })
  .map(({ changes, isDeleted }) => {
    let [status, members]: [string, object[]] = ['draft', []];
    const first = { type: 'event.created.v1', slug: '#slug-a', ownerId: '#u1', role: 'organizer' };
    const facts = [first, ...changes].map(({ type, slug, ownerId, role }) => {
      if (type === 'event.member-changed.v1') {
        members = [{ userId: '#u2', role }];
        return { type, data: { eventId: '#e', userId: '#u2', role, members } };
      }
      status = type === 'event.published.v1' ? 'published' : type === 'event.unpublished.v1' ? 'draft' : status;
      const times = { startsAt: at(8), endsAt: at(18), timezone: 'UTC', cfp: null };
      return { type, data: { id: '#e', title: 'Camp', slug, status, ownerId, members, ...times } };
    });
    const deleted = { type: 'event.deleted.v1', data: { id: '#e' } };
    return numbered('#e', isDeleted ? [...facts, deleted] : facts);
  });

const release = fc.array(fc.subarray(['#t0', '#t1']), { maxLength: 2 }).map(versions =>
  versions.flatMap((ids, index) => {
    // Ids of versions are in the order in which they are made.
    const id = `0197${index}000-0000-7000-8000-000000000000`;
    const sessions = ids.map(sessionId => ({ id: sessionId, title: 'A talk', speakerIds: ['#s0'], slots: [] }));
    return numbered(`#release${index}`, [
      { type: 'schedule.released.v1', data: { id, eventId: '#e', name: `${index}.0`, sessions } },
    ]);
  }),
);

const accounts = fc
  .array(fc.record({ isActive: fc.boolean(), emailVerified: fc.boolean() }), { maxLength: 4 })
  .map(changes =>
    numbered(
      '#u2',
      [{ isActive: true, emailVerified: false }, ...changes].map(({ isActive, emailVerified }, index) => ({
        type: index === 0 ? 'user.registered.v1' : isActive ? 'user.updated.v1' : 'user.disabled.v1',
        data: {
          ...{ id: '#u2', role: 'member', status: isActive ? 'active' : 'disabled' },
          ...{ emailVerified, emailDigest: String(index % 2).repeat(64) },
        },
      })),
    ),
  );

const histories = fc.tuple(sessions, slot, room, event, release, accounts).map(parts => parts.flat());

/** Of a tombstone id and version mean something, and nothing else. */
const queries = [
  "SELECT CASE WHEN deleted THEN jsonb_build_array(id, version) ELSE to_jsonb(r) - 'speaker_ids' END AS kept FROM session_replicas r",
  // A set: their order says nothing.
  'SELECT jsonb_build_array(id, unnest(speaker_ids)) AS kept FROM session_replicas WHERE NOT deleted',
  'SELECT CASE WHEN deleted THEN jsonb_build_array(id, version) ELSE to_jsonb(r) END AS kept FROM slot_replicas r',
  'SELECT CASE WHEN deleted THEN jsonb_build_array(id, version) ELSE to_jsonb(r) END AS kept FROM event_replicas r',
  'SELECT to_jsonb(r) AS kept FROM event_slug_replicas r',
  'SELECT to_jsonb(r) AS kept FROM room_replicas r',
  'SELECT to_jsonb(r) AS kept FROM release_replicas r',
  'SELECT to_jsonb(r) AS kept FROM released_sessions r',
  'SELECT to_jsonb(r) AS kept FROM token_subjects r',
  'SELECT to_jsonb(r) AS kept FROM account_replicas r',
];

let running: App;
let kept: Kept;
beforeAll(async () => {
  const broker = await startBroker();
  running = await startSpeakerService(broker);
  const data = { eventId: randomUUID(), title: 'A talk', status: 'draft', speakerIds: [] };
  const probe = { type: 'session.created.v1', data, table: 'session_replicas' };
  kept = { service: 'speaker-service', broker, database: running.database, queries, probe };
});
afterAll(() => running.stop());

test('messages that come in any order, twice and late leave what they leave in order', () =>
  assertUndisturbed(kept, histories, 4));

import { assertUndisturbed, type Kept, numbered, startBroker } from '@ems/testing';
import { afterAll, beforeAll, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { type App, startEventService } from './support/start';

jest.setTimeout(300_000);

const accounts = fc
  .record({
    changes: fc.array(fc.record({ isActive: fc.boolean(), emailVerified: fc.boolean() }), { maxLength: 4 }),
    isErased: fc.boolean(),
  })
  .map(({ changes, isErased }) => {
    const facts = [{ isActive: true, emailVerified: false }, ...changes].map(({ isActive, emailVerified }, index) => ({
      type: index === 0 ? 'user.registered.v1' : isActive ? 'user.updated.v1' : 'user.disabled.v1',
      data: {
        ...{ id: '#u', role: 'member', status: isActive ? 'active' : 'disabled' },
        ...{ emailVerified, emailDigest: String(index % 2).repeat(64) },
      },
    }));
    const data = { id: '#u', role: 'member', status: 'disabled', emailVerified: true, emailDigest: '1'.repeat(64) };
    return numbered('#u', isErased ? [...facts, { type: 'user.erased.v1', data }] : facts);
  });

const contacts = fc
  .array(fc.record({ name: fc.constantFrom('Ada', 'Grace'), language: fc.constantFrom('en', 'de') }), { maxLength: 3 })
  .map(states =>
    numbered(
      '#contact',
      states.map(state => ({
        type: 'user.contact-changed.v1',
        data: { id: '#u', email: `${state.name}@example.org`, ...state },
      })),
    ),
  );

const logins = fc.uniqueArray(fc.constantFrom('#login-a', '#login-b')).map(sids =>
  sids.flatMap(sid => {
    const data = { sid, endedAt: '2027-05-01T08:00:00.000Z' };
    return numbered(sid, [{ type: 'user.login-ended.v1', data }]);
  }),
);

/** Of a schedule: each of its changes counts once. */
const changes = fc.array(fc.constantFrom('room', 'track', 'session'), { minLength: 1, maxLength: 6 }).map(nouns =>
  nouns.flatMap((noun, index) => {
    const id = `#${noun}${index}`;
    const state = noun === 'session' ? { title: 'A talk', status: 'submitted', speakerIds: [] } : { name: 'Curie' };
    const data = { id, eventId: '#e', ...state };
    const deleted = { type: `${noun}.deleted.v1`, data: { id, eventId: '#e' } };
    return numbered(id, [{ type: `${noun}.created.v1`, data }, { type: `${noun}.updated.v1`, data }, deleted]);
  }),
);

const histories = fc.tuple(accounts, contacts, logins, changes).map(parts => parts.flat());

const queries = [
  'SELECT to_jsonb(r) AS kept FROM token_subjects r',
  'SELECT to_jsonb(r) AS kept FROM account_replicas r',
  'SELECT CASE WHEN deleted THEN jsonb_build_array(id, name, email, language) ELSE to_jsonb(r) END AS kept FROM contact_replicas r',
  'SELECT to_jsonb(r) AS kept FROM ended_logins r',
  'SELECT to_jsonb(r) AS kept FROM schedule_revisions r',
];

let running: App;
let kept: Kept;
beforeAll(async () => {
  const broker = await startBroker();
  running = await startEventService({ broker });
  const data = { role: 'member', status: 'active' };
  const probe = { type: 'user.registered.v1', data, table: 'token_subjects' };
  kept = { service: 'event-service', broker, database: running.database, queries, probe };
});
afterAll(() => running.stop());

test('messages that come in any order, twice and late leave what they leave in order', () =>
  assertUndisturbed(kept, histories, 3));

import { randomUUID } from 'node:crypto';
import { assertUndisturbed, type Kept, numbered, startBroker } from '@ems/testing';
import { afterAll, beforeAll, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { hour } from './support/conference';
import { type App, startSessionService } from './support/start';

jest.setTimeout(300_000);

const account = fc.constantFrom('#u1', '#u2');

/** The first profile is there for good, so that others may be merged into it. */
const speakers = fc
  .array(
    fc.record({
      changes: fc.array(
        fc.record({
          type: fc.constantFrom('speaker.updated.v1', 'speaker.claimed.v1'),
          name: fc.constantFrom('Ada', 'Grace'),
          userId: fc.option(account),
        }),
        { maxLength: 3 },
      ),
      end: fc.constantFrom('stays', 'is-deleted', 'is-merged'),
    }),
    { minLength: 2, maxLength: 3 },
  )
  .map(made =>
    made.flatMap(({ changes, end }, index) => {
      const id = `#s${index}`;
      const first = { type: 'speaker.created.v1', name: 'Nobody', userId: null };
      const states = [first, ...changes].map(({ type, ...state }) => ({
        type,
        data: { id, createdBy: '#u1', ...state },
      }));
      const deleted = { type: 'speaker.deleted.v1', data: { id } };
      const merged = { type: 'speaker.merged.v1', data: { id, into: '#s0' } };
      const isGone = index > 0 && end !== 'stays';
      return numbered(id, isGone ? [...states, end === 'is-merged' ? merged : deleted] : states);
    }),
  );

const statuses: Readonly<Record<string, string>> = {
  'event.published.v1': 'published',
  'event.cancelled.v1': 'cancelled',
};

const event = fc
  .record({
    changes: fc.array(
      fc.record({
        type: fc.constantFrom(
          'event.updated.v1',
          'event.published.v1',
          'event.cancelled.v1',
          'event.member-changed.v1',
        ),
        days: fc.integer({ min: 1, max: 4 }),
        slug: fc.constantFrom('#slug-a', '#slug-b'),
        userId: account,
        role: fc.constantFrom('organizer', 'reviewer', 'steward'),
      }),
      { maxLength: 5 },
    ),
    isDeleted: fc.boolean(),
  })
  .map(({ changes, isDeleted }) => {
    let [status, members]: [string, object[]] = ['draft', []];
    const first = { type: 'event.created.v1', days: 1, slug: '#slug-a', userId: '', role: '' };
    const facts = [first, ...changes].map(({ type, days, slug, userId, role }) => {
      if (type === 'event.member-changed.v1') {
        members = [{ userId, role }];
        return { type, data: { eventId: '#e', userId, role, members } };
      }
      status = statuses[type] ?? status;
      const times = { startsAt: hour(0), endsAt: hour(24 * days), timezone: 'UTC', cfp: null };
      return { type, data: { id: '#e', title: 'Camp', slug, status, ownerId: '#u1', members, ...times } };
    });
    const deleted = { type: 'event.deleted.v1', data: { id: '#e' } };
    return numbered('#e', isDeleted ? [...facts, deleted] : facts);
  });

const availability = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 3 }).map(times =>
  numbered(
    '#availability',
    times.map(from => ({
      type: 'speaker.availability-changed.v1',
      data: { id: '#s1', eventId: '#e', intervals: [{ startsAt: hour(from), endsAt: hour(from + 2) }] },
    })),
  ),
);

/** Of whoever is gone, or for an event that is, speaker-service says in the end that they are not to be reached. */
const contacts = fc
  .array(fc.option(fc.constantFrom('ada@example.org', 'a@example.org')), { maxLength: 3 })
  .map(emails =>
    numbered(
      '#contact',
      [...emails, null].map(email => ({
        type: 'speaker.contact-shared.v1',
        data: { speakerId: '#s1', eventId: '#e', email },
      })),
    ),
  );

const accounts = fc
  .array(
    fc.record({
      type: fc.constantFrom('user.updated.v1', 'user.disabled.v1'),
      emailVerified: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map(changes =>
    numbered(
      '#u2',
      [{ type: 'user.registered.v1', emailVerified: false }, ...changes].map(({ type, emailVerified }) => {
        const status = type === 'user.disabled.v1' ? 'disabled' : 'active';
        return { type, data: { id: '#u2', role: 'member', status, emailVerified } };
      }),
    ),
  );

const histories = fc.tuple(speakers, event, availability, contacts, accounts).map(parts => parts.flat());

/** Of a tombstone id and version mean something, and nothing else. */
const queries = [
  'SELECT CASE WHEN deleted THEN jsonb_build_array(id, version, merged_into) ELSE to_jsonb(r) END AS kept FROM speaker_replicas r',
  'SELECT CASE WHEN deleted THEN jsonb_build_array(id, version) ELSE to_jsonb(r) END AS kept FROM event_replicas r',
  'SELECT to_jsonb(r) AS kept FROM event_slug_replicas r',
  'SELECT to_jsonb(r) AS kept FROM availability_replicas r',
  'SELECT to_jsonb(r) AS kept FROM contact_replicas r',
  'SELECT to_jsonb(r) AS kept FROM token_subjects r',
];

let running: App;
let kept: Kept;
beforeAll(async () => {
  const broker = await startBroker();
  running = await startSessionService(broker);
  const data = { name: 'Ada', userId: null, createdBy: randomUUID() };
  const probe = { type: 'speaker.created.v1', data, table: 'speaker_replicas' };
  kept = { service: 'session-service', broker, database: running.database, queries, probe };
});
afterAll(() => running.stop());

test('messages that come in any order, twice and late leave what they leave in order', () =>
  assertUndisturbed(kept, histories, 3));

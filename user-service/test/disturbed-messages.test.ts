import { randomUUID } from 'node:crypto';
import { assertUndisturbed, type Kept, numbered, startBroker } from '@ems/testing';
import { afterAll, beforeAll, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { type App, startUserService } from './support/user-service';

jest.setTimeout(300_000);

const account = fc.constantFrom('#u1', '#u2');
const at = (hour: number) => new Date(Date.UTC(2027, 4, 1, hour)).toISOString();

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
        title: fc.constantFrom('Camp', 'Congress'),
        ownerId: account,
        role: fc.constantFrom('organizer', 'reviewer'),
      }),
      { maxLength: 5 },
    ),
    isDeleted: fc.boolean(),
  })
  .map(({ changes, isDeleted }) => {
    let [status, members]: [string, object[]] = ['draft', []];
    const first = { type: 'event.created.v1', title: 'Camp', ownerId: '#u1', role: 'organizer' };
    const facts = [first, ...changes].map(({ type, title, ownerId, role }) => {
      if (type === 'event.member-changed.v1') {
        members = [{ userId: '#u2', role }];
        return { type, data: { eventId: '#e', userId: '#u2', role, members } };
      }
      if (type === 'event.published.v1') status = 'published';
      if (type === 'event.cancelled.v1') status = 'cancelled';
      const times = { startsAt: at(8), endsAt: at(18), timezone: 'UTC', cfp: null };
      const place = { venue: null, onlineUrl: null, cancelReason: status === 'cancelled' ? 'Rain' : null };
      return { type, data: { id: '#e', slug: 'camp', title, status, ownerId, members, ...times, ...place } };
    });
    const deleted = { type: 'event.deleted.v1', data: { id: '#e' } };
    return numbered('#e', isDeleted ? [...facts, deleted] : facts);
  });

/** What becomes of a registration, in the one order that there is; it may stop anywhere. */
const registration = fc.integer({ min: 1, max: 5 }).map(length => {
  const of = { id: '#r', eventId: '#e', userId: '#u2' };
  const seat = { ...of, status: 'confirmed', position: null };
  return numbered(
    '#r',
    [
      { type: 'registration.waitlisted.v1', data: { ...of, status: 'waitlisted', position: 1 } },
      { type: 'registration.promoted.v1', data: { ...seat, sealedTicket: 'sealed' } },
      { type: 'registration.checked-in.v1', data: { ...seat, checkedInAt: at(9) } },
      { type: 'registration.cancelled.v1', data: { ...seat, status: 'cancelled', cause: 'attendee' } },
      { type: 'registration.forgotten.v1', data: { id: '#r', eventId: '#e' } },
    ].slice(0, length),
  );
});

const sessions = fc
  .record({
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
  })
  .map(({ changes, isDeleted }) => {
    const of = { id: '#t', eventId: '#e' };
    const first = { type: 'session.created.v1', title: 'A talk', status: 'draft', speakerIds: ['#s0'] };
    const facts = [first, ...changes].map(({ type, ...state }) => ({
      type,
      data: { ...of, submitterId: '#u1', ...state },
    }));
    return numbered('#t', isDeleted ? [...facts, { type: 'session.deleted.v1', data: of }] : facts);
  });

const speaker = fc
  .record({
    changes: fc.array(fc.record({ name: fc.constantFrom('Ada', 'Grace'), userId: fc.option(account) }), {
      maxLength: 3,
    }),
    end: fc.constantFrom('stays', 'speaker.deleted.v1', 'speaker.merged.v1'),
    emails: fc.array(fc.option(fc.constantFrom('ada@example.org', 'a@example.org')), { maxLength: 3 }),
  })
  .map(({ changes, end, emails }) => {
    const facts = [{ name: 'Nobody', userId: null }, ...changes].map((state, index) => ({
      type: index === 0 ? 'speaker.created.v1' : 'speaker.updated.v1',
      data: { id: '#s1', createdBy: '#u1', ...state },
    }));
    const gone = { type: end, data: { id: '#s1', ...(end === 'speaker.merged.v1' && { into: '#s0' }) } };
    const contacts = emails.map(email => ({ type: 'speaker.contact-changed.v1', data: { id: '#s1', email } }));
    return [...numbered('#contact', contacts), ...numbered('#s1', end === 'stays' ? facts : [...facts, gone])];
  });

const histories = fc.tuple(event, registration, sessions, speaker).map(parts => parts.flat());

/** Of a tombstone id and version mean something, and nothing else. */
const queries = [
  'SELECT CASE WHEN owner_id IS NULL THEN jsonb_build_array(id, version) ELSE to_jsonb(r) END AS kept FROM event_replicas r',
  'SELECT CASE WHEN forgotten THEN jsonb_build_array(id, version, user_id, sealed_ticket) ELSE to_jsonb(r) END AS kept FROM registration_replicas r',
  'SELECT CASE WHEN deleted THEN jsonb_build_array(id, version) ELSE to_jsonb(r) END AS kept FROM session_replicas r',
  'SELECT CASE WHEN deleted THEN jsonb_build_array(id, version, email, merged_into) ELSE to_jsonb(r) END AS kept FROM speaker_replicas r',
];

let running: App;
let kept: Kept;
beforeAll(async () => {
  const broker = await startBroker();
  running = await startUserService({}, broker);
  const data = { name: 'Ada', userId: null, createdBy: randomUUID() };
  const probe = { type: 'speaker.created.v1', data, table: 'speaker_replicas' };
  kept = { service: 'user-service', broker, database: running.database, queries, probe };
});
afterAll(() => running.stop());

test('messages that come in any order, twice and late leave what they leave in order', () =>
  assertUndisturbed(kept, histories, 3));

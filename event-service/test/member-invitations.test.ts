import { randomUUID } from 'node:crypto';
import {
  deliver,
  eventually,
  expectProblem,
  expectStatus,
  messageOf,
  startBroker,
  type TestBroker,
} from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accountOf, digestOf } from './support/accounts';
import { makeEvent, makeMember, type TestEvent } from './support/events';
import { type Api, type App, startEventService } from './support/start';

const day = 24 * 60 * 60_000;

describe('a member is invited by mail', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startEventService({ broker });
  });
  afterAll(() => running.stop());

  const address = () => `grace-${randomUUID()}@example.org`;
  const invite = (event: TestEvent, email: string, role = 'reviewer', api = event.owner) =>
    api('post', `/events/${event.id}/invitations`, { email, role });
  const invited = async (event: TestEvent, email: string, role?: string) =>
    expectStatus(await invite(event, email, role), 201).body;
  const pending = async (event: TestEvent) =>
    expectStatus(await event.owner('get', `/events/${event.id}/invitations`), 200).body.data;
  const accept = (api: Api, id: string) => api('post', `/events/invitations/${id}/accept`);
  const members = async (event: TestEvent) =>
    (await event.owner('get', `/events/${event.id}/members`)).body.data.map(({ userId, role }) => ({ userId, role }));
  const told = (id: string) =>
    running.database.query<{ type: string; sequence: number; payload: Record<string, unknown> }>(
      'SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY sequence',
      [id],
    );
  /** Where an address still stands. */
  const traces = async (email: string) => {
    await eventually(async () => {
      const [{ n } = { n: 0 }] = await running.database.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL',
      );
      return n === 0;
    });
    return running.database.query(
      `SELECT 'invitation' AS at FROM member_invitations WHERE email = $1 OR email_digest = $2
       UNION ALL SELECT 'outbox' FROM outbox WHERE payload::text LIKE '%' || $1 || '%'
       UNION ALL SELECT 'reply' FROM idempotency WHERE body LIKE '%' || $1 || '%'`,
      [email, digestOf(email)],
    );
  };

  test('which the team sees, and user-service is told with the address', async () => {
    const event = await makeEvent(running);
    const email = address();
    const invitation = await invited(event, email.toUpperCase());
    expect(invitation).toEqual({
      ...{ id: invitation.id, eventId: event.id, email, role: 'reviewer', status: 'pending', invitedBy: event.ownerId },
      ...{ createdAt: invitation.createdAt, expiresAt: invitation.expiresAt },
    });
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(30 * day);
    expect(await pending(event)).toEqual([invitation]);
    const key = randomUUID();
    const other = address();
    const send = () => invite(event, other).set('idempotency-key', key);
    expect(expectStatus(await send(), 201).body.email).toBe(other);
    expect(expectStatus(await send(), 201).body.email).toBeNull();
    const organizer = await makeMember(running, event, 'organizer');
    const path = `/events/${event.id}/invitations/${invitation.id}` as const;
    expect(expectStatus(await organizer.api('get', path), 200).body).toEqual(invitation);
    const { id, eventId, role, invitedBy, expiresAt } = invitation;
    expect(await told(id)).toEqual([
      { type: 'event.member-invited.v1', sequence: 1, payload: { id, eventId, email, role, invitedBy, expiresAt } },
    ]);
  });

  test('and accepts it once, with the account that has verified the address; then the address is gone', async () => {
    const event = await makeEvent(running, { title: 'Secret meeting' });
    const grace = await accountOf(running, address());
    const { id } = await invited(event, grace.email);
    const seen = expectStatus(await grace.api('get', `/events/invitations/${id}`), 200).body;
    expect(seen).toMatchObject({ email: grace.email, role: 'reviewer', event: { title: 'Secret meeting' } });
    expectStatus(await grace.api('get', `/events/${event.id}`), 404);
    expect(expectStatus(await accept(grace.api, id), 200).body).toMatchObject({ id, status: 'accepted' });
    expect(await members(event)).toEqual([{ userId: grace.id, role: 'reviewer' }]);
    expectStatus(await grace.api('get', `/events/${event.id}`), 200);
    expect(await pending(event)).toEqual([]);
    expect((await told(id)).at(-1)).toEqual({
      type: 'event.member-invitation-ended.v1',
      sequence: 2,
      payload: { id, eventId: event.id },
    });
    expectStatus(await accept(grace.api, id), 404);
    // What was published while it ended is found by the job.
    const instance = await running.second();
    await eventually(async () => (await traces(grace.email)).length === 0);
    await instance.stop();
  });

  test('to all others, of whatever kind, there is none: one answer for all', async () => {
    const event = await makeEvent(running);
    const email = address();
    const { id } = await invited(event, email);
    const expired = await invited(event, address());
    await running.database.query(
      `UPDATE member_invitations SET created_at = now() - interval '31 days', expires_at = now() WHERE id = $1`,
      [expired.id],
    );
    const [unverified, stranger] = [await accountOf(running, email, false), await accountOf(running, address())];
    const [row] = await running.database.query<{ email: string }>(
      'SELECT email FROM member_invitations WHERE id = $1',
      [expired.id],
    );
    const late = await accountOf(running, row?.email ?? '');
    const answers = [
      await accept(unverified.api, id),
      await accept(stranger.api, id),
      await accept(event.owner, id),
      await accept(running.as(randomUUID(), 'admin'), id),
      await accept(late.api, expired.id),
      await accept(stranger.api, randomUUID()),
      await stranger.api('get', `/events/invitations/${id}`),
    ];
    const texts = answers.map(({ status, body }) => ({ status, detail: body.detail, code: body.code }));
    expect(new Set(texts.map(text => JSON.stringify(text))).size).toBe(1);
    expect(texts[0]?.status).toBe(404);
    expect(await members(event)).toEqual([]);
  });

  test('whether there is an account, or a member, with the address: the same reply', async () => {
    const event = await makeEvent(running);
    const member = await accountOf(running, address());
    const first = await invited(event, member.email, 'steward');
    expectStatus(await accept(member.api, first.id), 200);
    const shapes = [];
    for (const email of [member.email, (await accountOf(running, address(), false)).email, address()]) {
      const reply = await invite(event, email, 'reviewer');
      const { body } = expectStatus(reply, 201);
      shapes.push({ ...body, id: '', email: '', createdAt: '', expiresAt: '' });
    }
    expect(new Set(shapes.map(shape => JSON.stringify(shape))).size).toBe(1);
    const again = (await pending(event)).find(({ email }) => email === member.email);
    expectStatus(await accept(member.api, again?.id ?? ''), 200);
    expect(await members(event)).toEqual([{ userId: member.id, role: 'reviewer' }]);
  });

  test('the same again is the same, another role takes its place', async () => {
    const event = await makeEvent(running);
    const email = address();
    const first = await invited(event, email, 'steward');
    expect(expectStatus(await invite(event, email, 'steward'), 200).body).toEqual(first);
    const second = await invited(event, email, 'organizer');
    expect((await pending(event)).map(({ id }) => id)).toEqual([second.id]);
    expect((await told(first.id)).map(({ type }) => type)).toEqual([
      'event.member-invited.v1',
      'event.member-invitation-ended.v1',
    ]);
    const all = await Promise.all([1, 2, 3, 4].map(() => invite(event, address(), 'steward')));
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const race = address();
    const statuses = (await Promise.all([1, 2, 3].map(() => invite(event, race)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 200, 201]);
  });

  test('the mail is sent again three times a day; withdrawn, it opens nothing', async () => {
    const event = await makeEvent(running);
    const grace = await accountOf(running, address());
    const invitation = await invited(event, grace.email);
    const path = `/events/${event.id}/invitations/${invitation.id}` as const;
    for (let n = 0; n < 3; n++) expectStatus(await event.owner('post', `${path}/resend`), 200);
    expectProblem(await event.owner('post', `${path}/resend`), 409, { code: 'member-invitation.resent', limit: 3 });
    const types = (await told(invitation.id)).map(({ type }) => type);
    expect(types).toEqual(Array.from({ length: 4 }, () => 'event.member-invited.v1'));
    await running.database.query(
      `UPDATE member_invitations SET resends_since = resends_since - interval '1 day' WHERE id = $1`,
      [invitation.id],
    );
    expectStatus(await event.owner('post', `${path}/resend`), 200);
    expectStatus(await event.owner('delete', path), 204);
    expectStatus(await event.owner('delete', path), 404);
    expectStatus(await event.owner('post', `${path}/resend`), 404);
    expectStatus(await accept(grace.api, invitation.id), 404);
    expect(await pending(event)).toEqual([]);
  });

  test('by the owner alone; the team sees them', async () => {
    const event = await makeEvent(running);
    const invitation = await invited(event, address());
    const path = `/events/${event.id}/invitations` as const;
    for (const [role, listed] of [
      ['organizer', 200],
      ['reviewer', 403],
      ['steward', 403],
    ] as const) {
      const { api } = await makeMember(running, event, role);
      expectStatus(await api('get', path), listed);
      expectStatus(await api('get', `${path}/${invitation.id}`), listed);
      expectStatus(await invite(event, address(), 'steward', api), 403);
      expectStatus(await api('post', `${path}/${invitation.id}/resend`), 403);
      expectStatus(await api('delete', `${path}/${invitation.id}`), 403);
    }
    const stranger = running.as(randomUUID());
    expectStatus(await stranger('get', path), 404);
    expectStatus(await invite(event, address(), 'steward', stranger), 404);
    expectStatus(await running.as()('get', path), 401);
    expectStatus(await invite(event, 'no address'), 400);
    expectStatus(await invite(event, address(), 'owner'), 400);
  });

  test('so many a day, of an account and of an event, also of those that were withdrawn', async () => {
    const few = await running.second({ INVITATIONS_PER_DAY: '2' });
    const [event, other] = [await makeEvent(running), await makeEvent(running)];
    const owner = few.as(event.ownerId);
    const [first] = [expectStatus(await invite(event, address(), 'steward', owner), 201).body];
    expectStatus(await owner('delete', `/events/${event.id}/invitations/${first.id}`), 204);
    expectStatus(await invite(event, address(), 'steward', owner), 201);
    const refusal = { code: 'member-invitation.too-many', limit: 2 };
    expectProblem(await invite(event, address(), 'steward', owner), 409, refusal);
    const admin = few.as(randomUUID(), 'admin');
    expectProblem(await invite(event, address(), 'steward', admin), 409, refusal);
    await invite(other, address(), 'steward', admin);
    expectStatus(await invite(other, address(), 'steward', admin), 201);
    expectProblem(await invite(await makeEvent(running), address(), 'steward', admin), 409, refusal);
    await few.stop();
  });

  test('an address goes with its account, with its event, with who invited, and after thirty days', async () => {
    const event = await makeEvent(running);
    const erase = (id: string, email: string) =>
      deliver(
        broker,
        running.database,
        messageOf('user.erased.v1', id, 9, { id, role: 'member', status: 'disabled', emailDigest: digestOf(email) }),
      );
    const grace = await accountOf(running, address());
    const gone = await invited(event, grace.email);
    await traces(grace.email);
    await erase(grace.id, grace.email);
    expect(await traces(grace.email)).toEqual([]);
    expect((await told(gone.id)).at(-1)?.type).toBe('event.member-invitation-ended.v1');
    const rows = await running.database.query('SELECT verified_email FROM account_replicas WHERE id = $1', [grace.id]);
    expect(rows).toEqual([{ verified_email: null }]);

    const draft = await makeEvent(running);
    const ofDraft = address();
    await invited(draft, ofDraft);
    await traces(ofDraft);
    expectStatus(await draft.owner('delete', `/events/${draft.id}`), 204);
    expect(await traces(ofDraft)).toEqual([]);

    const [byOwner, old] = [address(), address()];
    await invited(event, byOwner);
    const expiring = await invited(await makeEvent(running), old);
    await traces(old);
    await erase(event.ownerId, address());
    expect(await traces(byOwner)).toEqual([]);
    await running.database.query(
      `UPDATE member_invitations SET created_at = now() - interval '31 days', expires_at = now() WHERE id = $1`,
      [expiring.id],
    );
    const instance = await running.second();
    await eventually(async () => (await traces(old)).length === 0);
    expect((await told(expiring.id)).at(-1)?.type).toBe('event.member-invitation-ended.v1');
    await instance.stop();
  });

  test('the database keeps no address of what has ended, and one that is pending of an event and an address', async () => {
    const event = await makeEvent(running);
    const email = address();
    const { id } = await invited(event, email);
    const refused = (constraint: string) => expect.objectContaining({ constraint });
    const end = `UPDATE member_invitations SET status = 'accepted' WHERE id = $1`;
    await expect(running.database.query(end, [id])).rejects.toEqual(refused('member_invitations_pending_has_address'));
    const copy = `INSERT INTO member_invitations (id, event_id, email, email_digest, role, invited_by, created_at, expires_at)
      SELECT gen_random_uuid(), event_id, email, email_digest, role, invited_by, created_at, expires_at
      FROM member_invitations WHERE id = $1`;
    await expect(running.database.query(copy, [id])).rejects.toEqual(refused('member_invitations_one_pending'));
  });
});

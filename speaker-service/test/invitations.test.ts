import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Running, startSpeakerService } from './support/start';

describe('invitations', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startSpeakerService();
  });
  afterAll(() => running.stop());

  const maker = randomUUID();
  const as = (userId: string) => running.as(userId);
  const make = async (body: object = { email: 'ada@example.org' }) =>
    (await as(maker)('post', '/speakers', { name: 'Ada', ...body })).body.id as string;
  const invite = (id: string, email = 'ada@example.org') => as(maker)('post', `/speakers/${id}/invitations`, { email });
  const claim = (token: string, userId: string = randomUUID()) => as(userId)('post', '/speakers/claims', { token });
  const open = async (id: string) => (await as(maker)('get', `/speakers/${id}/invitations`)).body.data;
  const noInvitation = { status: 404, code: 'speaker.no-invitation' };
  const ended = async (token: string) => {
    const reply = await claim(token);
    expect({ status: reply.status, code: reply.body.code }).toEqual(noInvitation);
  };

  test('who holds the token takes the profile over: it is theirs to change, and all invitations to it end', async () => {
    const [id, self] = [await make(), randomUUID()];
    const [first, second] = [await invite(id), await invite(id, 'other@example.org')];
    expect([first.status, first.headers['cache-control']]).toEqual([201, 'no-store']);
    expect(first.body).toMatchObject({ speakerId: id, email: 'ada@example.org', token: expect.any(String) });
    const claimed = await claim(first.body.token, self);
    expect([claimed.status, claimed.body.id, claimed.body.userId]).toEqual([200, id, self]);
    expect(claimed.body.allowedActions).toEqual(['update', 'merge', 'delete']);
    expect((await as(self)('get', '/speakers/me')).body).toEqual(claimed.body);
    expect((await as(maker)('patch', `/speakers/${id}`, { name: 'Mine' })).status).toBe(403);
    await ended(first.body.token);
    await ended(second.body.token);
    const again = await as(self)('post', `/speakers/${id}/invitations`, { email: 'x@example.org' });
    expect([again.status, again.body.code]).toEqual([409, 'speaker.already-claimed']);
  });

  test('the claim is told in a message that says whose the profile is', async () => {
    const [id, self] = [await make(), randomUUID()];
    await claim((await invite(id)).body.token, self);
    const rows = await running.database.query('SELECT type, sequence, payload FROM outbox WHERE subject = $1', [id]);
    expect(rows.at(-1)).toEqual({
      type: 'speaker.claimed.v1',
      sequence: 2,
      payload: { id, userId: self, createdBy: maker },
    });
  });

  test('of ten who claim with one token at once one gets the profile', async () => {
    const id = await make();
    const { token } = (await invite(id)).body;
    const replies = await Promise.all(Array.from({ length: 10 }, () => claim(token)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, ...Array(9).fill(404)]);
    const winner = replies.find(reply => reply.status === 200)?.body.userId;
    expect((await running.as()('get', `/speakers/${id}`)).body).toMatchObject({ userId: winner, version: 2 });
  });

  test('of two tokens for one profile at once one gets it', async () => {
    const id = await make();
    const tokens = [(await invite(id)).body.token, (await invite(id, 'other@example.org')).body.token];
    const replies = await Promise.all(tokens.map(token => claim(token)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 404]);
  });

  test('of two profiles that one account claims at once it gets one, and the other stays open', async () => {
    const self = randomUUID();
    const invitations = [await invite(await make()), await invite(await make())];
    const replies = await Promise.all(invitations.map(({ body }) => claim(body.token, self)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 409]);
    const [won, refused] = replies.toSorted((a, b) => a.status - b.status);
    expect(refused?.body).toMatchObject({ code: 'speaker.account-has-profile', speakerId: won?.body.id });
    const left = invitations.find(({ body }) => body.speakerId !== won?.body.id);
    expect((await claim(left?.body.token)).status).toBe(200);
  });

  test('a token ends when the profile gets another address, and not when anything else changes', async () => {
    const id = await make();
    const { token } = (await invite(id)).body;
    await as(maker)('patch', `/speakers/${id}`, { name: 'Ada Lovelace', email: 'Ada@example.org' });
    expect(await open(id)).toHaveLength(1);
    await as(maker)('patch', `/speakers/${id}`, { email: 'ada@example.com' });
    expect(await open(id)).toEqual([]);
    await ended(token);
  });

  test('it ends when the address is taken away, and stays when the profile gets the very address invited', async () => {
    const [without, other] = [await make({}), await make()];
    const kept = (await invite(without)).body.token;
    await as(maker)('patch', `/speakers/${without}`, { email: 'ada@example.org' });
    expect((await claim(kept)).status).toBe(200);
    const lost = (await invite(other)).body.token;
    await as(maker)('patch', `/speakers/${other}`, { email: null });
    await ended(lost);
  });

  test('a token that has expired, was taken back, or was replaced by a newer one opens nothing', async () => {
    const id = await make();
    const expired = await invite(id);
    const days = (Date.parse(expired.body.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(14, 1);
    await running.database.query("UPDATE invitations SET expires_at = now() - interval '1 s' WHERE id = $1", [
      expired.body.id,
    ]);
    await ended(expired.body.token);
    expect(await open(id)).toEqual([]);
    const replaced = await invite(id);
    const taken = await invite(id);
    await ended(replaced.body.token);
    const address = `/speakers/${id}/invitations/${taken.body.id}`;
    expect((await as(maker)('delete', address)).status).toBe(204);
    expect((await as(maker)('delete', address)).status).toBe(404);
    await ended(taken.body.token);
    await ended('never-was');
    expect(await running.database.query('SELECT FROM invitations WHERE speaker_id = $1', [id])).toEqual([]);
  });

  test('the token is shown once and kept nowhere: not in lists, replays, messages or any table', async () => {
    const id = await make();
    const send = () => invite(id).set('idempotency-key', 'invite-1');
    const [first, replay] = [await send(), await send()];
    const { token, ...shown } = first.body;
    expect(replay.headers['idempotency-replayed']).toBe('true');
    expect(replay.body).toEqual(shown);
    expect(await open(id)).toEqual([shown]);
    expect((await as(maker)('get', first.headers.location?.replace('/api/v1', '') ?? '')).body).toEqual(shown);
    const tables = await running.database.query<{ tablename: string }>(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    );
    for (const { tablename } of tables) {
      const rows = await running.database.query(`SELECT FROM "${tablename}" t WHERE t::text LIKE '%' || $1 || '%'`, [
        token,
      ]);
      expect([tablename, rows]).toEqual([tablename, []]);
    }
  });

  test('the list comes in pages', async () => {
    const id = await make({});
    for (const email of ['a@example.org', 'b@example.org', 'c@example.org']) await invite(id, email);
    const first = await as(maker)('get', `/speakers/${id}/invitations?limit=2`);
    const rest = await as(maker)('get', `/speakers/${id}/invitations?limit=2&cursor=${first.body.page.nextCursor}`);
    const emails = [...first.body.data, ...rest.body.data].map(({ email }) => email);
    expect([emails, rest.body.page.nextCursor]).toEqual([['a@example.org', 'b@example.org', 'c@example.org'], null]);
  });

  test('an invitation is found under its own speaker only', async () => {
    const [id, other] = [await make(), await make()];
    const { body } = await invite(id);
    expect((await as(maker)('get', `/speakers/${other}/invitations/${body.id}`)).status).toBe(404);
    expect((await as(maker)('delete', `/speakers/${other}/invitations/${body.id}`)).status).toBe(404);
    expect(await open(id)).toHaveLength(1);
  });

  test.each([
    ['no address', {}, '#/email'],
    ['an address that is none', { email: 'ada' }, '#/email'],
    ['an unknown field', { email: 'ada@example.org', role: 'admin' }, '#/role'],
  ])('an invitation with %s is refused', async (_, body, pointer) => {
    const reply = await as(maker)('post', `/speakers/${await make()}/invitations`, body);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, pointer]);
  });

  test.each([
    ['no token', {}, '#/token'],
    ['a token that is no text', { token: { not: '' } }, '#/token'],
    ['a token of 201 characters', { token: 'x'.repeat(201) }, '#/token'],
    ['somebody to claim for', { token: 'x', userId: randomUUID() }, '#/userId'],
  ])('a claim with %s is refused', async (_, body, pointer) => {
    const reply = await as(randomUUID())('post', '/speakers/claims', body);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, pointer]);
  });
});

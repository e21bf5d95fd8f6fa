import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tokenOf, verifyEmail } from './support/accounts';
import { type App, startSpeakerService } from './support/start';

describe('invitations', () => {
  let running: App;
  beforeAll(async () => {
    running = await startSpeakerService();
  });
  afterAll(() => running.stop());

  const creator = randomUUID();
  const as = (userId: string) => running.as(userId);
  const make = async (body: object = { email: 'ada@example.org' }) =>
    (await as(creator)('post', '/speakers', { name: 'Ada', ...body })).body.id;
  const invite = (id: string, email = 'ada@example.org') =>
    as(creator)('post', `/speakers/${id}/invitations`, { email });
  /** By somebody who is known to have the address. */
  const claim = async (invitationId: string | undefined, userId: string = randomUUID(), email = 'ada@example.org') => {
    await verifyEmail(running, userId, email);
    return as(userId)('post', '/speakers/claims', { token: tokenOf(invitationId) });
  };
  const open = async (id: string) => (await as(creator)('get', `/speakers/${id}/invitations`)).body.data;
  const ended = async (invitationId?: string) => expectStatus(await claim(invitationId), 404, 'invitation.not-found');

  test('who has the token claims the profile: it is theirs to change, and all invitations to it end', async () => {
    const [id, self] = [await make(), randomUUID()];
    const [first, second] = [await invite(id), await invite(id, 'other@example.org')];
    expectStatus(first, 201);
    expect(first.body).toMatchObject({ speakerId: id, email: 'ada@example.org' });
    const claimed = expectStatus(await claim(first.body.id, self), 200);
    expect(claimed.body.id).toEqual(id);
    expect(claimed.body.userId).toEqual(self);
    expect(claimed.body.allowedActions).toEqual(['update', 'merge', 'delete']);
    expect((await as(self)('get', '/speakers/me')).body).toEqual(claimed.body);
    expectStatus(await as(creator)('patch', `/speakers/${id}`, { name: 'Mine' }), 403);
    await ended(first.body.id);
    await ended(second.body.id);
    const again = await as(self)('post', `/speakers/${id}/invitations`, { email: 'x@example.org' });
    expectStatus(again, 409, 'speaker.already-claimed');
  });

  test('an invitation to another form of the same address takes the place of the first', async () => {
    const id = await make({ email: 'jörg@müller.example' });
    const [first, second] = [
      await invite(id, 'JÖRG@müller.example'),
      await invite(id, 'jo\u0308rg@xn--mller-kva.example'),
    ];
    expect([first.body.email, second.body.email]).toEqual(Array(2).fill('jörg@xn--mller-kva.example'));
    expect(await open(id)).toHaveLength(1);
    await ended(first.body.id);
    expectStatus(await claim(second.body.id, randomUUID(), second.body.email), 200);
  });

  test('whose address is another, or not known to be theirs, has the profile once who invited confirms, and never sees the address', async () => {
    const [id, self] = [await make(), randomUUID()];
    const { id: invitationId } = (await invite(id)).body;
    const token = tokenOf(invitationId);
    await verifyEmail(running, self, 'somebody@example.org');
    const pending = await as(self)('post', '/speakers/claims', { token });
    expectStatus(pending, 202);
    expect(pending.body).toEqual({ claim: { speakerId: id, status: 'pending' } });
    expectStatus(await as(self)('get', '/speakers/me'), 404);
    expectStatus(await as(self)('patch', `/speakers/${id}`, { name: 'Mine' }), 403);
    expectStatus(await as(self)('get', `/speakers/${id}/invitations`), 403);
    const profile = await as(self)('get', `/speakers/${id}`);
    expect(profile.text).not.toContain('ada@example.org');
    expect(await open(id)).toMatchObject([{ id: invitationId, claimedBy: self }]);

    const confirm = (by: string, userId: string) =>
      as(by)('post', `/speakers/${id}/invitations/${invitationId}/confirm`, { userId });
    for (const by of [self, randomUUID()]) expectStatus(await confirm(by, self), 403);
    expectProblem(await confirm(creator, randomUUID()), 409, { code: 'invitation.not-claimed' });
    const confirmed = await confirm(creator, self);
    expectStatus(confirmed, 200);
    expect(confirmed.body).toMatchObject({ id, userId: self });
    expectStatus(await as(self)('get', '/speakers/me'), 200);
    expectStatus(await confirm(creator, self), 403);
    await ended(invitationId);
  });

  test('of two who have the token the later is asked about, until the one with the address comes', async () => {
    const [id, first, second] = [await make(), randomUUID(), randomUUID()];
    const { id: invitationId } = (await invite(id)).body;
    const token = tokenOf(invitationId);
    for (const userId of [first, second]) expectStatus(await as(userId)('post', '/speakers/claims', { token }), 202);
    const confirm = as(creator)('post', `/speakers/${id}/invitations/${invitationId}/confirm`, { userId: first });
    expectProblem(await confirm, 409, { code: 'invitation.not-claimed' });
    expectStatus(await claim(invitationId), 200);
  });

  test('the claim is published in a message that says whose the profile is', async () => {
    const [id, self] = [await make(), randomUUID()];
    await claim((await invite(id)).body.id, self);
    const rows = await running.database.query('SELECT type, sequence, payload FROM outbox WHERE subject = $1', [id]);
    expect(rows.at(-1)).toEqual({
      type: 'speaker.claimed.v1',
      sequence: 3,
      payload: { id, name: 'Ada', userId: self, createdBy: creator },
    });
  });

  test('of ten who claim with one token at once one gets the profile', async () => {
    const id = await make();
    const { id: invitationId } = (await invite(id)).body;
    const replies = await Promise.all(Array.from({ length: 10 }, () => claim(invitationId)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, ...Array(9).fill(404)]);
    const [winner] = replies.filter(reply => reply.status === 200).map(reply => expectStatus(reply, 200).body.userId);
    expect((await running.as()('get', `/speakers/${id}`)).body).toMatchObject({ userId: winner, version: 3 });
  });

  test('of two tokens for one profile at once one gets it', async () => {
    const id = await make();
    const invitations = [await invite(id), await invite(id, 'other@example.org')];
    const replies = await Promise.all(invitations.map(({ body }) => claim(body.id, randomUUID(), body.email)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 404]);
  });

  test('of two profiles that one account claims at once it gets one, and the other stays open', async () => {
    const self = randomUUID();
    const invitations = [await invite(await make()), await invite(await make())];
    const replies = await Promise.all(invitations.map(({ body }) => claim(body.id, self)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 409]);
    const [won] = replies.filter(({ status }) => status === 200).map(reply => expectStatus(reply, 200).body.id);
    const refused = replies.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'user.has-speaker', speakerId: won });
    const left = invitations.find(({ body }) => body.speakerId !== won);
    expectStatus(await claim(left?.body.id), 200);
  });

  test('a token ends when the profile gets another address, and not when anything else changes', async () => {
    const id = await make();
    const { id: invitationId } = (await invite(id)).body;
    await as(creator)('patch', `/speakers/${id}`, { name: 'Ada Lovelace', email: 'Ada@example.org' });
    expect(await open(id)).toHaveLength(1);
    await as(creator)('patch', `/speakers/${id}`, { email: 'ada@example.com' });
    expect(await open(id)).toEqual([]);
    await ended(invitationId);
  });

  test('it ends when the address is taken away, and stays when the profile gets the very address invited', async () => {
    const [without, other] = [await make({}), await make()];
    const kept = (await invite(without)).body.id;
    await as(creator)('patch', `/speakers/${without}`, { email: 'ada@example.org' });
    expectStatus(await claim(kept), 200);
    const lost = (await invite(other)).body.id;
    await as(creator)('patch', `/speakers/${other}`, { email: null });
    await ended(lost);
  });

  test('a token that has expired, was revoked, or was replaced by a newer one claims nothing', async () => {
    const id = await make();
    const expired = await invite(id);
    const days = (Date.parse(expired.body.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(14, 1);
    await running.database.query("UPDATE invitations SET expires_at = now() - interval '1 s' WHERE id = $1", [
      expired.body.id,
    ]);
    await ended(expired.body.id);
    expect(await open(id)).toEqual([]);
    const replaced = await invite(id);
    const taken = await invite(id);
    await ended(replaced.body.id);
    const address = `/speakers/${id}/invitations/${taken.body.id}`;
    expectStatus(await as(creator)('delete', address), 204);
    expectStatus(await as(creator)('delete', address), 404);
    await ended(taken.body.id);
    await ended('never-was');
    expect(await running.database.query('SELECT FROM invitations WHERE speaker_id = $1', [id])).toEqual([]);
  });

  test('the token is in the mail alone: not in the reply, a replay, a list, a message or any table', async () => {
    const id = await make();
    const send = () => invite(id).set('idempotency-key', 'invite-1');
    const [first, replay] = [await send(), await send()];
    const shown = first.body;
    expect(Object.keys(shown)).not.toContain('token');
    expect(first.text).not.toContain(tokenOf(shown.id));
    expect(replay.headers['idempotency-replayed']).toBe('true');
    expect(replay.body).toEqual(shown);
    expect(await open(id)).toEqual([shown]);
    expect((await as(creator)('get', first.headers.location?.replace('/api/v1', '') ?? '')).body).toEqual(shown);
    const tables = await running.database.query<{ tablename: string }>(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    );
    for (const { tablename } of tables) {
      const rows = await running.database.query(`SELECT FROM "${tablename}" t WHERE t::text LIKE '%' || $1 || '%'`, [
        tokenOf(shown.id),
      ]);
      expect({ tablename, rows }).toEqual({ tablename, rows: [] });
    }
  });

  const saidOf = (id: string) =>
    running.database.query<{ type: string; sequence: number; payload: object }>(
      'SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY sequence',
      [id],
    );
  const endedMessage = (id: string, speakerId: string, sequence: number) => ({
    type: 'speaker.invitation-ended.v1',
    sequence,
    payload: { id, speakerId },
  });

  test('it is mailed by a message, as often as that is asked for, each time for 14 days more', async () => {
    const id = await make();
    const { body } = await invite(id);
    await running.database.query("UPDATE invitations SET expires_at = now() + interval '1 h' WHERE id = $1", [body.id]);
    const again = expectStatus(await as(creator)('post', `/speakers/${id}/invitations/${body.id}/resend`), 200).body;
    expect((Date.parse(again.expiresAt) - Date.now()) / 86_400_000).toBeCloseTo(14, 1);
    const invited = { id: body.id, speakerId: id, email: 'ada@example.org', invitedBy: creator };
    expect(await saidOf(body.id)).toEqual([
      { type: 'speaker.invited.v1', sequence: 1, payload: { ...invited, expiresAt: body.expiresAt } },
      { type: 'speaker.invited.v1', sequence: 2, payload: { ...invited, expiresAt: again.expiresAt } },
    ]);
    expectStatus(await claim(body.id), 200);
    expectStatus(await as(creator)('post', `/speakers/${id}/invitations/${body.id}/resend`), 403);
  });

  test.each<[string, (id: string, invitationId: string) => Promise<unknown>]>([
    ['was used', (_, invitationId) => claim(invitationId)],
    ['was revoked', (id, invitationId) => as(creator)('delete', `/speakers/${id}/invitations/${invitationId}`)],
    ['was replaced', id => invite(id)],
    ['was to another address', id => as(creator)('patch', `/speakers/${id}`, { email: 'ada@example.com' })],
    ['was to a profile that was deleted', id => as(creator)('delete', `/speakers/${id}`)],
    [
      'was to a profile that was merged',
      async id => as(creator)('post', `/speakers/${id}/merge`, { into: await make({}) }),
    ],
  ])('one that %s is told to have ended, and its address is nowhere any more', async (_, end) => {
    const id = await make();
    const { body } = await invite(id);
    await end(id, body.id);
    const said = await saidOf(body.id);
    expect(said).toEqual([
      expect.objectContaining({ type: 'speaker.invited.v1', payload: expect.objectContaining({ email: '' }) }),
      endedMessage(body.id, id, 2),
    ]);
  });

  test('one that nobody used in time ends when the next is sent', async () => {
    const [id, other] = [await make(), await make()];
    const { body } = await invite(id);
    await running.database.query("UPDATE invitations SET expires_at = now() - interval '1 s' WHERE id = $1", [body.id]);
    expectStatus(await as(creator)('post', `/speakers/${id}/invitations/${body.id}/resend`), 404);
    await invite(other);
    expect((await saidOf(body.id)).at(-1)).toEqual(endedMessage(body.id, id, 2));
  });

  test('an account sends so many a day, however many at once, and another day as many again', async () => {
    const instance = await running.second({ INVITATIONS_PER_DAY: '3' });
    const inviter = randomUUID();
    const api = instance.as(inviter);
    const { body } = await api('post', '/speakers', { name: 'Ada' });
    const send = (n: number) => api('post', `/speakers/${body.id}/invitations`, { email: `ada-${n}@example.org` });
    const replies = await Promise.all([1, 2, 3, 4, 5].map(send));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 429, 429]);
    const sent = replies.find(({ status }) => status === 201)?.body as { id: string };
    const refused = await api('post', `/speakers/${body.id}/invitations/${sent.id}/resend`);
    expectStatus(refused, 429, 'too-many-requests');
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(86_400);
    expect(refused.headers.ratelimit).toMatch(/^"invitations";r=0;t=\d+$/);
    await running.database.query('UPDATE sent_invitations SET day = day - 1 WHERE user_id = $1', [inviter]);
    expectStatus(await send(6), 201);
    await instance.stop();
  });

  test('where verified addresses are required, whoever has none invites nobody', async () => {
    const instance = await running.second({ REQUIRE_VERIFIED_EMAIL: 'on' });
    const inviter = randomUUID();
    const { body } = await instance.as(inviter)('post', '/speakers', { name: 'Ada' });
    const send = () => instance.as(inviter)('post', `/speakers/${body.id}/invitations`, { email: 'ada@example.org' });
    expectStatus(await send(), 403, 'user.email-unverified');
    await verifyEmail(running, inviter, 'inviter@example.org');
    expectStatus(await send(), 201);
    await instance.stop();
  });

  test('the list comes in pages', async () => {
    const id = await make({});
    for (const email of ['a@example.org', 'b@example.org', 'c@example.org']) await invite(id, email);
    const first = await as(creator)('get', `/speakers/${id}/invitations?limit=2`);
    const rest = await as(creator)('get', `/speakers/${id}/invitations?limit=2&cursor=${first.body.page.nextCursor}`);
    const emails = [...first.body.data, ...rest.body.data].map(({ email }) => email);
    expect({ emails, nextCursor: rest.body.page.nextCursor }).toEqual({
      emails: ['a@example.org', 'b@example.org', 'c@example.org'],
      nextCursor: null,
    });
  });

  test('an invitation is found under its own speaker only', async () => {
    const [id, other] = [await make(), await make()];
    const { body } = await invite(id);
    expectStatus(await as(creator)('get', `/speakers/${other}/invitations/${body.id}`), 404);
    expectStatus(await as(creator)('delete', `/speakers/${other}/invitations/${body.id}`), 404);
    expect(await open(id)).toHaveLength(1);
  });

  test.each([
    ['no address', {}, '#/email'],
    ['an address that is none', { email: 'ada' }, '#/email'],
    ['an unknown field', { email: 'ada@example.org', role: 'admin' }, '#/role'],
  ])('an invitation with %s is refused', async (_, body, pointer) => {
    const reply = await as(creator)('post', `/speakers/${await make()}/invitations`, body);
    expectProblem(reply, 400, { pointer });
  });

  test.each([
    ['no token', {}, '#/token'],
    ['a token that is no text', { token: { not: '' } }, '#/token'],
    ['a token of 201 characters', { token: 'x'.repeat(201) }, '#/token'],
    ['somebody to claim for', { token: 'x', userId: randomUUID() }, '#/userId'],
  ])('a claim with %s is refused', async (_, body, pointer) => {
    const reply = await as(randomUUID())('post', '/speakers/claims', body);
    expectProblem(reply, 400, { pointer });
  });
});

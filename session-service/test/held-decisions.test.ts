import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, makeConference, makeSpeaker } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('a decision that is not announced', () => {
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running, { cfpOpen: true });
  });
  afterAll(() => running.stop());

  /** Somebody outside the team, with a submission. */
  async function proposal(fields: object = {}, event = camp) {
    const userId = randomUUID();
    const ada = running.as(userId);
    const speaker = await makeSpeaker(running, userId);
    const body = { eventId: event.id, title: 'On Engines', submit: true, speakerIds: [speaker], ...fields };
    const { id } = expectStatus(await ada('post', '/sessions', body), 201).body;
    return { id, ada, userId, speaker, path: `/sessions/${id}` as const };
  }
  const decide = async (path: `/sessions/${string}`, action: string, body: object = {}) =>
    expectStatus(await camp.team('post', `${path}/${action}`, body), 200).body;
  const announce = (body: object = {}, by: Api = camp.team) =>
    by('post', `/events/${camp.id}/decisions/announce`, body);
  const historyOf = async (by: Api, path: `/sessions/${string}`) =>
    expectStatus(await by('get', `${path}/history?count=true`), 200).body;
  const messagesOf = (id: string, type: string) =>
    running.database.query<{ payload: Record<string, unknown> }>(
      `SELECT payload FROM outbox WHERE type = $2 AND payload ->> 'id' = $1 ORDER BY id`,
      [id, type],
    );

  test('is true for the team and its reviewers, and for nobody else, at every door', async () => {
    const { id, ada, path } = await proposal();
    const reviewer = randomUUID();
    await running.database.query('UPDATE event_replicas SET reviewer_ids = $2 WHERE id = $1', [camp.id, [reviewer]]);
    const before = expectStatus(await ada('get', path), 200);
    const historyBefore = await historyOf(ada, path);
    await decide(path, 'accept', { note: 'Strong', message: 'Welcome' });
    expectStatus(await camp.book(id, await camp.room(), 9, 10), 201);

    const after = expectStatus(await ada('get', path), 200);
    expect(after.body).toEqual(before.body);
    expect(after.headers.etag).toEqual(before.headers.etag);
    expect(await historyOf(ada, path)).toEqual(historyBefore);
    const list = async (by: Api, query: string) =>
      expectStatus(await by('get', `/sessions?eventId=${camp.id}&count=true&${query}` as '/sessions'), 200).body;
    const found = async (by: Api, query: string) => (await list(by, query)).data.map(session => session.id);
    expect((await list(ada, 'mine=true')).data).toEqual([before.body]);
    expect(await list(ada, 'status=accepted')).toMatchObject({ data: [], page: { total: 0 } });
    expect(await list(ada, 'status=submitted')).toMatchObject({ data: [{ id }], page: { total: 1 } });
    expect(await found(ada, 'from=2026-01-01T00:00:00Z&mine=true')).toEqual([]);
    expect(await found(ada, 'q=engines')).toEqual([id]);

    for (const by of [camp.team, running.as(reviewer), running.as(randomUUID(), 'admin')]) {
      const { body } = expectStatus(await by('get', path), 200);
      expect(body).toMatchObject({ status: 'accepted', announcedStatus: 'submitted', slots: [{}] });
      const { data } = await historyOf(by, path);
      expect(data.at(-1)).toMatchObject({
        action: 'accept',
        to: 'accepted',
        note: 'Strong',
        message: 'Welcome',
        held: true,
      });
      expect(await found(by, 'status=accepted&from=2026-01-01T00:00:00Z')).toContain(id);
    }
    expect(await messagesOf(id, 'session.status-changed.v1')).toMatchObject([
      { payload: { status: 'accepted', announcedStatus: 'submitted' } },
    ]);
    expect(await messagesOf(id, 'session.decision-announced.v1')).toEqual([]);
  });

  test('is hidden from a reviewer too, where the session is their own', async () => {
    const { id, ada, userId, path } = await proposal();
    const query = 'UPDATE event_replicas SET reviewer_ids = $2 WHERE id = $1';
    await running.database.query(query, [camp.id, [userId]]);
    const before = expectStatus(await ada('get', path), 200).body;
    await decide(path, 'accept');
    const slot = expectStatus(await camp.book(id, await camp.room(), 11, 11.1), 201).body;
    expect(expectStatus(await ada('get', path), 200).body).toEqual(before);
    const slots = async (by: Api) =>
      expectStatus(await by('get', `/slots?eventId=${camp.id}&limit=100`), 200).body.data.map(shown => shown.id);
    expect(await slots(ada)).not.toContain(slot.id);
    expect(await slots(camp.team)).toContain(slot.id);
    expectStatus(await ada('get', `/slots/${slot.id}`), 404);
    const conflicts = async (by: Api) =>
      JSON.stringify(expectStatus(await by('get', `/conflicts?eventId=${camp.id}&limit=100`), 200).body);
    expect(await conflicts(ada)).not.toContain(id);
    expect(await conflicts(camp.team)).toContain(id);
    await running.database.query(query, [camp.id, []]);
  });

  test('leaves its people their edits, by the version that they know', async () => {
    const { ada, path } = await proposal();
    await decide(path, 'reject');
    const { headers, body } = await ada('get', path);
    const edited = await ada('patch', path, { title: 'Better' }).set('if-match', headers.etag ?? '');
    expect(expectStatus(edited, 200).body).toMatchObject({
      title: 'Better',
      status: 'submitted',
      version: body.version + 1,
    });
    expectStatus(await ada('patch', path, { title: 'Stale' }).set('if-match', headers.etag ?? ''), 412);
    expect(expectStatus(await camp.team('get', path), 200).body).toMatchObject({ title: 'Better', status: 'rejected' });
    const refused = expectProblem(await ada('post', `${path}/confirm`), 409, { code: 'session.illegal-transition' });
    expect(refused.body).toMatchObject({ from: 'submitted', allowed: ['withdraw'] });
    expectStatus(await ada('post', `${path}/withdraw`, { note: 'For the team' }), 403);
  });

  test('stays held when it is changed, and is no trace when it is taken back', async () => {
    const { ada, path } = await proposal();
    const before = await ada('get', path);
    for (const action of ['accept', 'waitlist', 'reject', 'reopen']) {
      await decide(path, action);
      const now = await ada('get', path);
      expect(now.body).toEqual(before.body);
      expect(now.headers.etag).toEqual(before.headers.etag);
    }
    expect((await historyOf(ada, path)).data).toMatchObject([{ action: 'create' }]);
    const withdrawn = expectStatus(await ada('post', `${path}/withdraw`, { reason: 'Ill' }), 200).body;
    expect(withdrawn).toMatchObject({ status: 'withdrawn', version: before.body.version + 1 });
  });

  test('ends by a withdrawal, which frees its slots and never tells of it', async () => {
    const { id, ada, path } = await proposal();
    const before = expectStatus(await ada('get', path), 200).body;
    await decide(path, 'accept', { message: 'Welcome' });
    const slot = expectStatus(await camp.book(id, await camp.room(), 9, 10), 201).body;
    expectStatus(await camp.team('patch', `/slots/${slot.id}`, { roomId: await camp.room() }), 200);
    const after = expectStatus(await ada('post', `${path}/withdraw`, { reason: 'Ill' }), 200).body;
    expect(after).toMatchObject({ status: 'withdrawn', version: before.version + 1, slots: [] });
    expect((await historyOf(ada, path)).data.slice(1)).toMatchObject([
      { action: 'withdraw', from: 'submitted', to: 'withdrawn', reason: 'Ill' },
    ]);
    expect((await historyOf(camp.team, path)).data.slice(1)).toMatchObject([
      { action: 'accept' },
      { action: 'withdraw', from: 'accepted', to: 'withdrawn' },
    ]);
    expect(expectStatus(await camp.team('get', path), 200).body.slots).toEqual([]);
    // By which event-service knows that the public schedule has not changed.
    for (const fact of ['booked', 'moved', 'deleted'])
      expect(await messagesOf(slot.id, `slot.${fact}.v1`)).toMatchObject([{ payload: { sessionStatus: 'accepted' } }]);
    expect(expectStatus(await announce({ sessionIds: [id] }), 200).body).toMatchObject({ announced: 0, notHeld: [id] });
    expect(await messagesOf(id, 'session.decision-announced.v1')).toEqual([]);
  });

  test('becomes true and is told once, when it is announced', async () => {
    const [one, other] = [await proposal(), await proposal()];
    await decide(one.path, 'accept', { message: 'Welcome' });
    await decide(other.path, 'reject');
    const held = expectStatus(await camp.team('get', `/events/${camp.id}/decisions?limit=100&count=true`), 200).body;
    expect(held.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ sessionId: one.id, status: 'accepted', message: 'Welcome', decidedBy: camp.owner }),
      ]),
    );
    expect(held.page.total).toBe(held.counts.accepted + held.counts.waitlisted + held.counts.rejected);

    const first = expectStatus(await announce({ sessionIds: [one.id] }), 200).body;
    expect(first).toEqual({ announced: 1, notHeld: [], remaining: (held.page.total ?? 0) - 1 });
    expect(expectStatus(await announce({ sessionIds: [one.id] }), 200).body).toMatchObject({
      announced: 0,
      notHeld: [one.id],
    });
    const { body, headers } = expectStatus(await one.ada('get', one.path), 200);
    expect(body).toMatchObject({ status: 'accepted', allowedActions: ['confirm', 'withdraw'] });
    expect(headers.etag).toContain(`"${body.version}`);
    expect((await historyOf(one.ada, one.path)).data.at(-1)).toMatchObject({
      ...{ action: 'announce', from: 'submitted', to: 'accepted', message: 'Welcome' },
    });
    expect(await messagesOf(one.id, 'session.decision-announced.v1')).toMatchObject([
      { payload: { status: 'accepted', message: 'Welcome', submitterId: one.userId, speakerIds: [one.speaker] } },
    ]);
    expect((await messagesOf(one.id, 'session.status-changed.v1')).at(-1)).toMatchObject({
      payload: { status: 'accepted', announcedStatus: 'accepted' },
    });
    expect(expectStatus(await other.ada('get', other.path), 200).body.status).toBe('submitted');

    expect(expectStatus(await announce(), 200).body.remaining).toBe(0);
    expect(expectStatus(await other.ada('get', other.path), 200).body.status).toBe('rejected');
    expect(expectStatus(await announce(), 200).body).toEqual({ announced: 0, notHeld: [], remaining: 0 });
  });

  test('is announced by its confirmation', async () => {
    const { id, ada, path } = await proposal();
    await decide(path, 'accept', { message: 'Welcome' });
    await decide(path, 'confirm');
    expect(expectStatus(await ada('get', path), 200).body).toMatchObject({ status: 'confirmed' });
    expect((await historyOf(ada, path)).data.slice(1)).toMatchObject([
      { action: 'announce', from: 'submitted', to: 'accepted' },
      { action: 'confirm', from: 'accepted', to: 'confirmed' },
    ]);
    expect(await messagesOf(id, 'session.decision-announced.v1')).toMatchObject([{ payload: { message: 'Welcome' } }]);
  });

  test('is none where the team proposes, or takes a promise back: that is told at once', async () => {
    const own = await camp.session('submitted');
    await decide(`/sessions/${own}`, 'accept');
    expect(await messagesOf(own, 'session.decision-announced.v1')).toHaveLength(1);
    const { id, ada, path } = await proposal();
    await decide(path, 'accept');
    expectStatus(await announce({ sessionIds: [id] }), 200);
    await decide(path, 'waitlist', { message: 'Sorry' });
    expect(expectStatus(await ada('get', path), 200).body.status).toBe('waitlisted');
    expect((await messagesOf(id, 'session.decision-announced.v1')).at(-1)).toMatchObject({
      payload: { status: 'waitlisted', message: 'Sorry' },
    });
    // From there, the next one is held again.
    await decide(path, 'accept');
    expect(expectStatus(await ada('get', path), 200).body.status).toBe('waitlisted');
  });

  test('does not refuse what its people do for the sake of slots that they do not know of', async () => {
    const [here, there] = [await camp.room(), await camp.room()];
    const held = await proposal();
    await decide(held.path, 'accept');
    const slot = expectStatus(await camp.book(held.id, here, 60, 61), 201).body;
    const open = await camp.session('accepted');
    expectStatus(await camp.book(open, there, 60.5, 62), 201);
    const { offer } = expectStatus(await camp.team('put', `/sessions/${open}/speakers/${held.speaker}`, {}), 202).body;
    expectStatus(await held.ada('post', `/sessions/offers/${offer.id}/accept`), 200);
    expectStatus(await camp.team('get', `/slots/${slot.id}`), 404);

    const busy = await makeSpeaker(running, null, held.userId);
    const theirs = await camp.session('accepted', { speakerIds: [busy] });
    expectStatus(await camp.book(theirs, here, 70, 71), 201);
    const again = expectStatus(await camp.book(held.id, there, 70, 71), 201).body;
    expectStatus(await held.ada('put', `${held.path}/speakers/${busy}`, {}), 200);
    expectStatus(await camp.team('get', `/slots/${again.id}`), 404);
  });

  test('is for the team to list and to announce, and of sessions of the event', async () => {
    const { id, ada } = await proposal();
    for (const by of [ada, running.as(randomUUID())]) {
      expectStatus(await announce({}, by), 403);
      expectStatus(await by('get', `/events/${camp.id}/decisions`), 403);
    }
    expectStatus(await running.as()('get', `/events/${camp.id}/decisions`), 401);
    const other = await makeConference(running);
    const elsewhere = other.team('post', `/events/${other.id}/decisions/announce`, { sessionIds: [id] });
    expectProblem(await elsewhere, 400, { pointer: '#/sessionIds/0' });
    expectProblem(await announce({ sessionIds: [] }), 400, { pointer: '#/sessionIds' });
  });

  test('what may be said depends on the transition', async () => {
    const { path } = await proposal();
    const refused = [
      ['accept', { reason: 'x' }, '#/reason'],
      ['withdraw', { message: 'x' }, '#/message'],
      ['reopen', { message: 'x' }, '#/message'],
      ['cancel', { override: true }, '#/note'],
    ] as const;
    for (const [action, body, pointer] of refused)
      expectProblem(await camp.team('post', `${path}/${action}`, body), 400, { pointer });
  });

  test('of many who announce and withdraw at the same time, each decision is announced once or withdrawn', async () => {
    const event = await makeConference(running, { cfpOpen: true });
    const all = await Promise.all(Array.from({ length: 6 }, () => proposal({}, event)));
    for (const { path } of all) expectStatus(await event.team('post', `${path}/accept`), 200);
    const announceAll = () => event.team('post', `/events/${event.id}/decisions/announce`, {});
    const replies = await Promise.all([
      ...[1, 2, 3].map(async () => expectStatus(await announceAll(), 200).body.announced),
      ...all.slice(0, 3).map(async ({ ada, path }) => {
        expectStatus(await ada('post', `${path}/withdraw`), 200);
        return 0;
      }),
    ]);
    let told = 0;
    for (const { id, ada, path } of all) {
      const messages = await messagesOf(id, 'session.decision-announced.v1');
      expect(messages.length).toBeLessThanOrEqual(1);
      told += messages.length;
      const { body } = expectStatus(await ada('get', path), 200);
      expect(body.status).toBe(all.findIndex(one => one.id === id) < 3 ? 'withdrawn' : 'accepted');
    }
    expect(replies.reduce((sum, announced) => sum + announced, 0)).toBe(told);
    expect(told).toBeGreaterThanOrEqual(3);
  });
});

import { randomUUID } from 'node:crypto';
import type { Api } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, makeConference, makeSpeaker } from './support/conference';
import { type Running, startSessionService } from './support/start';

describe('reviews', () => {
  let running: Running;
  let camp: Conference;
  let submitter: string;
  let session: string;
  let admin: Api;
  const speakersAccount = randomUUID();
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running, { cfpOpen: true });
    admin = running.as(randomUUID(), 'admin');
    submitter = randomUUID();
    session = await propose(await makeSpeaker(running, speakersAccount));
  });
  afterAll(() => running.stop());

  const propose = async (...speakerIds: string[]): Promise<string> => {
    const body = { eventId: camp.id, title: 'Hers', submit: true, speakerIds };
    return (await running.as(submitter)('post', '/sessions', body)).body.id;
  };
  const review = (api: Api, id: string, body: object = { score: 4 }) => api('put', `/sessions/${id}/reviews/me`, body);
  const reviews = (api: Api, id: string, query = '') => api('get', `/sessions/${id}/reviews${query}`);

  test('a reviewer of the event finds every session and judges it; a steward finds what the public finds', async () => {
    const [reviewer, steward] = [randomUUID(), randomUUID()];
    await running.database.query(
      'UPDATE event_copies SET reviewer_ids = $2::uuid[], steward_ids = $3::uuid[] WHERE id = $1',
      [camp.id, [reviewer], [steward]],
    );
    const found = async (id: string) => (await running.as(id)('get', `/sessions?eventId=${camp.id}`)).body.data;
    expect((await found(reviewer)).map((one: { id: string }) => one.id)).toContain(session);
    expect(await found(steward)).toEqual([]);
    expect((await running.as(steward)('get', `/sessions/${session}`)).status).toBe(404);
    expect((await review(running.as(reviewer), session)).status).toBe(200);
    expect((await review(running.as(steward), session)).status).toBe(404);
    await running.database.query('DELETE FROM reviews WHERE reviewer_id = $1', [reviewer]);
  });

  test('each reviewer has one, which the next of theirs replaces, and all see all', async () => {
    const first = await review(camp.team, session, { score: 2, comment: 'Vague' });
    expect([first.status, first.body]).toEqual([
      200,
      {
        sessionId: session,
        reviewerId: camp.owner,
        score: 2,
        comment: 'Vague',
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        version: 1,
      },
    ]);
    expect((await review(camp.team, session, { score: 3 })).body).toMatchObject({ score: 3, comment: '', version: 2 });
    await review(admin, session, { score: 4 });
    const { body } = await reviews(camp.team, session);
    expect(body.data.map(({ score }: { score: number }) => score).toSorted()).toEqual([3, 4]);
    expect(body.summary).toEqual({ count: 2, averageScore: 3.5 });
    const page = await reviews(camp.team, session, '?limit=1');
    const next = await reviews(camp.team, session, `?limit=1&cursor=${page.body.page.nextCursor}`);
    expect(next.body).toMatchObject({ page: { nextCursor: null }, summary: { count: 2 } });
    expect(next.body.data[0].reviewerId).not.toBe(page.body.data[0].reviewerId);
  });

  test('one can be taken back, once', async () => {
    const id = await propose();
    await review(camp.team, id);
    expect((await camp.team('delete', `/sessions/${id}/reviews/me`)).status).toBe(204);
    expect((await camp.team('delete', `/sessions/${id}/reviews/me`)).status).toBe(404);
    expect((await reviews(camp.team, id)).body).toMatchObject({ data: [], summary: { count: 0, averageScore: null } });
  });

  test('two writers of one review do not overwrite each other', async () => {
    const id = await propose();
    const { headers } = await review(camp.team, id);
    await review(camp.team, id, { score: 5 });
    const late = await review(camp.team, id, { score: 1 }).set('if-match', headers.etag ?? '');
    expect([late.status, late.body.code]).toEqual([412, 'stale']);
  });

  test("nobody of a session's own people scores it or sees how it was scored, whatever else they are", async () => {
    const own = [
      running.as(submitter),
      running.as(speakersAccount),
      running.as(submitter, 'admin'),
      running.as(speakersAccount, 'admin'),
    ];
    for (const api of own) {
      expect((await review(api, session)).status).toBe(403);
      expect((await api('delete', `/sessions/${session}/reviews/me`)).status).toBe(403);
      expect((await reviews(api, session)).status).toBe(403);
    }
    const teams = await camp.session('submitted');
    expect((await review(camp.team, teams)).status).toBe(403);
    expect((await reviews(camp.team, teams)).status).toBe(403);
    expect((await review(admin, teams)).status).toBe(200);
  });

  test('scores and who gave them show nowhere that a submitter looks', async () => {
    const told = randomUUID();
    await review(camp.team, session, { score: 5, comment: told });
    const her = running.as(submitter);
    for (const path of [`/sessions/${session}`, `/sessions/${session}/history`, `/sessions?mine=true`]) {
      const { status, text } = await her('get', path);
      expect(status).toBe(200);
      expect(text).not.toContain(told);
      expect(text).not.toContain(camp.owner);
      expect(text).not.toContain('score');
    }
  });

  test('who joins a session no longer sees its reviews', async () => {
    const [id, user] = [await propose(), randomUUID()];
    const api = running.as(user, 'admin');
    await review(api, id);
    await camp.team('put', `/sessions/${id}/speakers/${await makeSpeaker(running, user)}`, {});
    expect((await reviews(api, id)).status).toBe(403);
  });

  test('`review` is among the actions of those who may', async () => {
    const actions = async (api: Api) => (await api('get', `/sessions/${session}`)).body.allowedActions;
    expect(await actions(camp.team)).toContain('review');
    expect(await actions(running.as(submitter))).not.toContain('review');
  });

  test('others are refused, and learn nothing of a session that is not public', async () => {
    const stranger = running.as(randomUUID());
    expect((await review(stranger, session)).status).toBe(404);
    expect((await reviews(stranger, session)).status).toBe(404);
    expect((await review(running.as(), session)).status).toBe(401);
    const shown = await camp.session('confirmed');
    expect((await review(stranger, shown)).status).toBe(403);
    expect((await reviews(stranger, shown)).status).toBe(403);
  });

  test.each([
    [{}, '#/score'],
    [{ score: 0 }, '#/score'],
    [{ score: 6 }, '#/score'],
    [{ score: 2.5 }, '#/score'],
    [{ score: 3, comment: 1 }, '#/comment'],
    [{ score: 3, stars: 5 }, '#/stars'],
  ])('%j is a 400 that points at it', async (body, pointer) => {
    const reply = await review(camp.team, session, body);
    expect([reply.status, reply.body.errors?.[0].pointer]).toEqual([400, pointer]);
  });
});

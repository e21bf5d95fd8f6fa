import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptOffers, type Conference, makeConference, makeSpeaker } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('reviews', () => {
  let running: App;
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
    await acceptOffers(running, speakersAccount);
  });
  afterAll(() => running.stop());

  const propose = async (...speakerIds: string[]): Promise<string> => {
    const body = { eventId: camp.id, title: 'Hers', submit: true, speakerIds };
    return (await running.as(submitter)('post', '/sessions', body)).body.id;
  };
  const review = (api: Api, id: string, body: object = { score: 4 }) => api('put', `/sessions/${id}/reviews/me`, body);
  const reviews = (api: Api, id: string, query = '') => api('get', `/sessions/${id}/reviews?${query}`);

  test('a reviewer of the event finds every session and judges it; a steward finds what the public finds', async () => {
    const [reviewer, steward] = [randomUUID(), randomUUID()];
    await running.database.query(
      'UPDATE event_replicas SET reviewer_ids = $2::uuid[], steward_ids = $3::uuid[] WHERE id = $1',
      [camp.id, [reviewer], [steward]],
    );
    const found = async (id: string) => (await running.as(id)('get', `/sessions?eventId=${camp.id}`)).body.data;
    expect((await found(reviewer)).map(one => one.id)).toContain(session);
    expect(await found(steward)).toEqual([]);
    expectStatus(await running.as(steward)('get', `/sessions/${session}`), 404);
    expectStatus(await review(running.as(reviewer), session), 200);
    expectStatus(await review(running.as(steward), session), 404);
    await running.database.query('DELETE FROM reviews WHERE reviewer_id = $1', [reviewer]);
  });

  test('each reviewer has one, which the next of theirs replaces, and all see all', async () => {
    const first = await review(camp.team, session, { score: 2, comment: 'Vague' });
    expectStatus(first, 200);
    expect(first.body).toEqual({
      sessionId: session,
      reviewerId: camp.owner,
      score: 2,
      comment: 'Vague',
      conflictOfInterest: false,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      version: 1,
    });
    expect((await review(camp.team, session, { score: 3 })).body).toMatchObject({ score: 3, comment: '', version: 2 });
    await review(admin, session, { score: 4 });
    const { body } = await reviews(camp.team, session);
    expect(body.data.map(({ score }) => score).toSorted()).toEqual([3, 4]);
    expect(body.summary).toEqual({ count: 2, averageScore: 3.5 });
    const page = await reviews(camp.team, session, 'limit=1');
    const next = await reviews(camp.team, session, `limit=1&cursor=${page.body.page.nextCursor}`);
    expect(next.body).toMatchObject({ page: { nextCursor: null }, summary: { count: 2 } });
    expect(next.body.data[0]?.reviewerId).not.toBe(page.body.data[0]?.reviewerId);
  });

  test('one can be taken back, once', async () => {
    const id = await propose();
    await review(camp.team, id);
    expectStatus(await camp.team('delete', `/sessions/${id}/reviews/me`), 204);
    expectStatus(await camp.team('delete', `/sessions/${id}/reviews/me`), 404);
    expect((await reviews(camp.team, id)).body).toMatchObject({ data: [], summary: { count: 0, averageScore: null } });
  });

  test('two writers of one review do not overwrite each other', async () => {
    const id = await propose();
    const { headers } = await review(camp.team, id);
    await review(camp.team, id, { score: 5 });
    const late = await review(camp.team, id, { score: 1 }).set('if-match', headers.etag ?? '');
    expectStatus(late, 412, 'precondition-failed');
  });

  test("nobody of a session's own people scores it or sees how it was scored, whatever else they are", async () => {
    const own = [
      running.as(submitter),
      running.as(speakersAccount),
      running.as(submitter, 'admin'),
      running.as(speakersAccount, 'admin'),
    ];
    for (const api of own) {
      expectStatus(await review(api, session), 403);
      expectStatus(await api('delete', `/sessions/${session}/reviews/me`), 403);
      expectStatus(await reviews(api, session), 403);
    }
    const teams = await camp.session('submitted');
    expectStatus(await review(camp.team, teams), 403);
    expectStatus(await reviews(camp.team, teams), 403);
    expectStatus(await review(admin, teams), 200);
  });

  test('scores and who gave them show nowhere that a submitter looks', async () => {
    const secret = randomUUID();
    await review(camp.team, session, { score: 5, comment: secret });
    const her = running.as(submitter);
    for (const path of [`/sessions/${session}`, `/sessions/${session}/history`, `/sessions?mine=true`]) {
      const { text } = expectStatus(await her('get', path), 200);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(camp.owner);
      expect(text).not.toContain('score');
    }
  });

  test('who joins a session no longer sees its reviews', async () => {
    const [id, user] = [await propose(), randomUUID()];
    const api = running.as(user, 'admin');
    await review(api, id);
    await camp.team('put', `/sessions/${id}/speakers/${await makeSpeaker(running, user)}`, {});
    await acceptOffers(running, user);
    expectStatus(await reviews(api, id), 403);
  });

  describe('of who becomes a speaker of the session later', () => {
    const reviewer = async () => {
      const userId = randomUUID();
      const add = 'UPDATE event_replicas SET reviewer_ids = reviewer_ids || $2::uuid WHERE id = $1';
      await running.database.query(add, [camp.id, userId]);
      return { userId, api: running.as(userId) };
    };
    const scored = async () => {
      const [id, { userId, api }] = [await propose(), await reviewer()];
      await review(api, id, { score: 5 });
      await review(admin, id, { score: 2 });
      return { id, userId, api };
    };
    const summary = async (id: string) => (await reviews(admin, id)).body.summary;
    const claim = (speaker: string, userId: string | null) =>
      running.database.query('UPDATE speaker_replicas SET user_id = $2 WHERE id = $1', [speaker, userId]);

    test('no longer counts, is marked, and can be taken back by its author alone', async () => {
      const { id, userId, api } = await scored();
      await camp.team('put', `/sessions/${id}/speakers/${await makeSpeaker(running, userId)}`, {});
      expect(await summary(id)).toEqual({ count: 2, averageScore: 3.5 });
      await acceptOffers(running, userId);
      const { body } = await reviews(admin, id);
      expect(body.summary).toEqual({ count: 1, averageScore: 2 });
      const marked = body.data.map(one => [one.score, one.conflictOfInterest]);
      expect(marked).toEqual(
        expect.arrayContaining([
          [5, true],
          [2, false],
        ]),
      );
      expectStatus(await review(api, id), 403);
      expectStatus(await api('delete', `/sessions/${id}/reviews/me`), 204);
      expectStatus(await api('delete', `/sessions/${id}/reviews/me`), 403);
      expect((await reviews(admin, id)).body.data).toHaveLength(1);
    });

    test('by claiming a profile that was on it, is the same, also once the account is erased', async () => {
      const { id, userId } = await scored();
      const speaker = await makeSpeaker(running);
      await camp.team('put', `/sessions/${id}/speakers/${speaker}`, {});
      expect(await summary(id)).toEqual({ count: 2, averageScore: 3.5 });
      await claim(speaker, userId);
      expect(await summary(id)).toEqual({ count: 1, averageScore: 2 });
      await claim(speaker, null);
      expect(await summary(id)).toEqual({ count: 1, averageScore: 2 });
    });

    test('counts again when they leave it, unless another profile of theirs is on it', async () => {
      const { id, userId } = await scored();
      const [one, other] = [await makeSpeaker(running, userId), await makeSpeaker(running, userId)];
      for (const speaker of [one, other]) await camp.team('put', `/sessions/${id}/speakers/${speaker}`, {});
      await acceptOffers(running, userId);
      await camp.team('delete', `/sessions/${id}/speakers/${one}`);
      expect(await summary(id)).toEqual({ count: 1, averageScore: 2 });
      await camp.team('delete', `/sessions/${id}/speakers/${other}`);
      expect(await summary(id)).toEqual({ count: 2, averageScore: 3.5 });
    });
  });

  test('`review` is among the actions of those who may', async () => {
    const actions = async (api: Api) => (await api('get', `/sessions/${session}`)).body.allowedActions;
    expect(await actions(camp.team)).toContain('review');
    expect(await actions(running.as(submitter))).not.toContain('review');
  });

  test('others are refused, and learn nothing of a session that is not public', async () => {
    const stranger = running.as(randomUUID());
    expectStatus(await review(stranger, session), 404);
    expectStatus(await reviews(stranger, session), 404);
    expectStatus(await review(running.as(), session), 401);
    const shown = await camp.session('confirmed');
    expectStatus(await review(stranger, shown), 403);
    expectStatus(await reviews(stranger, shown), 403);
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
    expectProblem(reply, 400, { pointer });
  });
});

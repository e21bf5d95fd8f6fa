import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker, speakerName } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('nobody becomes a speaker without having agreed', () => {
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running, { cfpOpen: true });
  });
  afterAll(() => running.stop());

  /** Somebody who has claimed a profile. */
  const person = async () => {
    const userId = randomUUID();
    return { userId, api: running.as(userId), speaker: await makeSpeaker(running, userId) };
  };
  const propose = (by: Api, speakerIds: string[], fields: object = {}) =>
    by('post', '/sessions', { eventId: camp.id, title: 'A talk', speakerIds, ...fields });
  const put = (by: Api, session: string, speaker: string, body: object = {}) =>
    by('put', `/sessions/${session}/speakers/${speaker}`, body);
  const offered = async (by: Api, session: string, speaker: string) =>
    expectStatus(await put(by, session, speaker), 202).body.offer;
  const answer = (by: Api, id: string, verb: 'accept' | 'decline') => by('post', `/sessions/offers/${id}/${verb}`);
  const list = async (by: Api, query = '') => expectStatus(await by('get', `/sessions/offers?${query}`), 200).body.data;
  const newest = async (by: Api) => {
    const [offer] = await list(by);
    if (!offer) throw new Error('nothing was offered');
    return offer;
  };
  const speakersSeen = async (by: Api, session: string) =>
    expectStatus(await by('get', `/sessions/${session}`), 200).body.speakers.map(
      ({ speakerId, pending }: { speakerId: string; pending: boolean }) => (pending ? `${speakerId}?` : speakerId),
    );

  test('a claimed profile is offered the part, seen by own people, the team and its person, until it is accepted', async () => {
    const [ada, stranger] = [await person(), await person()];
    const made = expectStatus(await propose(stranger.api, [stranger.speaker, ada.speaker]), 201).body;
    const mine = {
      speakerId: stranger.speaker,
      name: speakerName,
      role: 'speaker',
      position: 0,
      binding: true,
      pending: false,
    };
    expect(made.speakers).toEqual([mine, { ...mine, speakerId: ada.speaker, position: 1, pending: true }]);
    const offer = await newest(ada.api);
    expect(offer).toEqual({
      ...{
        id: offer.id,
        kind: 'session-speaker',
        eventId: camp.id,
        sessionId: made.id,
        role: 'speaker',
        binding: true,
      },
      ...{ fromUserId: stranger.userId, toUserId: ada.userId, status: 'pending' },
      ...{ createdAt: offer.createdAt, expiresAt: offer.expiresAt },
    });
    expect(await list(stranger.api, 'direction=sent')).toEqual([offer]);
    for (const by of [camp.team, ada.api, stranger.api])
      expect(await speakersSeen(by, made.id)).toEqual([stranger.speaker, `${ada.speaker}?`]);
    expectStatus(await running.as(randomUUID())('get', `/sessions/${made.id}`), 404);
    // To look at it is all that they may.
    expectStatus(await ada.api('patch', `/sessions/${made.id}`, { title: 'Mine' }), 403);

    expect(expectStatus(await answer(ada.api, offer.id, 'accept'), 200).body).toEqual({ ...offer, status: 'accepted' });
    expect(await speakersSeen(ada.api, made.id)).toEqual([stranger.speaker, ada.speaker]);
    expectStatus(await ada.api('patch', `/sessions/${made.id}`, { title: 'Ours' }), 200);
    expectStatus(await answer(ada.api, offer.id, 'accept'), 200);
    expectProblem(await answer(ada.api, offer.id, 'decline'), 409, { code: 'offer.not-pending' });
  });

  test('what the public sees has no word of who was only offered a part', async () => {
    const ada = await person();
    const session = await camp.session('confirmed', { speakerIds: [ada.speaker] });
    expect(await speakersSeen(camp.team, session)).toEqual([`${ada.speaker}?`]);
    expect(await speakersSeen(running.as(), session)).toEqual([]);
    expect(await speakersSeen(running.as(randomUUID()), session)).toEqual([]);
  });

  test('the own profile joins at once; one that nobody has claimed by its creator or the team', async () => {
    const ada = await person();
    const own = expectStatus(await propose(ada.api, [ada.speaker]), 201).body;
    expect(await speakersSeen(ada.api, own.id)).toEqual([ada.speaker]);
    const [theirs, others] = [await makeSpeaker(running, null, ada.userId), await makeSpeaker(running)];
    expectStatus(await put(ada.api, own.id, theirs), 200);
    expectStatus(await put(ada.api, own.id, others), 403);
    expectStatus(await propose(ada.api, [others]), 403);
    expectStatus(await put(camp.team, own.id, others), 200);
    expect(await speakersSeen(ada.api, own.id)).toEqual([ada.speaker, theirs, others]);
  });

  test('whoever claims a profile that is on a session stays there, and may get another role', async () => {
    const speaker = await makeSpeaker(running);
    const session = await camp.session('draft', { speakerIds: [speaker] });
    await running.database.query('UPDATE speaker_replicas SET user_id = $2 WHERE id = $1', [speaker, randomUUID()]);
    const reply = expectStatus(await put(camp.team, session, speaker, { role: 'moderator' }), 200);
    expect(reply.body.speakers).toMatchObject([{ speakerId: speaker, role: 'moderator', pending: false }]);
  });

  test('who has only been offered a part may review', async () => {
    const reviewer = await person();
    await running.database.query('UPDATE event_replicas SET reviewer_ids = $2 WHERE id = $1', [
      camp.id,
      [reviewer.userId],
    ]);
    const ada = await person();
    const { id } = expectStatus(await propose(ada.api, [ada.speaker, reviewer.speaker], { submit: true }), 201).body;
    const review = () => reviewer.api('put', `/sessions/${id}/reviews/me`, { score: 2 });
    expectStatus(await review(), 200);
    const offer = await newest(reviewer.api);
    expectStatus(await answer(reviewer.api, offer.id, 'accept'), 200);
    expectStatus(await review(), 403);
  });

  test('pending pins nobody; to accept is refused where the person is elsewhere at that time', async () => {
    const ada = await person();
    const [hall, cellar] = [await camp.room(), await camp.room()];
    const [first, second] = [await camp.session(), await camp.session()];
    const [one, two] = [await offered(camp.team, first, ada.speaker), await offered(camp.team, second, ada.speaker)];
    expectStatus(await camp.book(first, hall, 9, 10), 201);
    expectStatus(await camp.book(second, cellar, 9, 10), 201);
    expectStatus(await answer(ada.api, one.id, 'accept'), 200);
    const clash = expectProblem(await answer(ada.api, two.id, 'accept'), 409, { code: 'slot.taken' });
    expect(clash.body).toMatchObject({ conflicts: [{ startsAt: hour(9), endsAt: hour(10) }] });
    expect(await list(ada.api)).toMatchObject([
      { id: two.id, status: 'pending' },
      { id: one.id, status: 'accepted' },
    ]);
  });

  test('it is for the person to answer, and for the sender or the team to take back', async () => {
    const [ada, sender, stranger] = [await person(), await person(), await person()];
    const { id } = expectStatus(await propose(sender.api, []), 201).body;
    const first = await offered(sender.api, id, ada.speaker);
    expect(await offered(sender.api, id, ada.speaker)).toEqual(first);
    for (const by of [sender.api, stranger.api, camp.team]) expectStatus(await answer(by, first.id, 'accept'), 404);
    for (const by of [ada.api, stranger.api]) expectStatus(await by('delete', `/sessions/offers/${first.id}`), 404);
    expectStatus(await camp.team('delete', `/sessions/offers/${first.id}`), 204);
    expectProblem(await answer(ada.api, first.id, 'accept'), 409, { offerStatus: 'withdrawn' });

    const second = await offered(sender.api, id, ada.speaker);
    expectStatus(await sender.api('delete', `/sessions/${id}/speakers/${ada.speaker}`), 204);
    expectProblem(await answer(ada.api, second.id, 'accept'), 409, { offerStatus: 'withdrawn' });
    const third = await offered(sender.api, id, ada.speaker);
    expectStatus(await answer(ada.api, third.id, 'decline'), 200);
    expectProblem(await sender.api('delete', `/sessions/offers/${third.id}`), 409, { offerStatus: 'declined' });
    expect(await speakersSeen(sender.api, id)).toEqual([]);
  });

  test('whoever is concerned is told of each change, and of none where somebody put themselves on', async () => {
    const [ada, sender] = [await person(), await person()];
    const { id } = expectStatus(await propose(sender.api, [sender.speaker, ada.speaker]), 201).body;
    const first = await newest(ada.api);
    expectStatus(await answer(ada.api, first.id, 'decline'), 200);
    const second = await offered(sender.api, id, ada.speaker);
    expectStatus(await sender.api('put', `/sessions/${id}/speakers/${ada.speaker}`, { role: 'moderator' }), 202);
    const third = await newest(ada.api);
    expectStatus(await answer(ada.api, third.id, 'accept'), 200);
    const told = await running.database.query(
      `SELECT subject, sequence, payload ->> 'status' AS status FROM outbox
       WHERE type = 'session.offer-changed.v1' AND payload ->> 'sessionId' = $1 ORDER BY id`,
      [id],
    );
    expect(told).toEqual([
      { subject: first.id, sequence: 1, status: 'pending' },
      { subject: first.id, sequence: 2, status: 'declined' },
      { subject: second.id, sequence: 1, status: 'pending' },
      { subject: second.id, sequence: 2, status: 'withdrawn' },
      { subject: third.id, sequence: 1, status: 'pending' },
      { subject: third.id, sequence: 2, status: 'accepted' },
    ]);
  });

  test('an expired one is said to be, and cannot be accepted', async () => {
    const ada = await person();
    const { id } = await offered(camp.team, await camp.session(), ada.speaker);
    const times = `created_at = now() - interval '31 days', expires_at = now() - interval '1 second'`;
    await running.database.query(`UPDATE offers SET ${times} WHERE id = $1`, [id]);
    expect(await list(ada.api)).toMatchObject([{ id, status: 'expired' }]);
    expectProblem(await answer(ada.api, id, 'accept'), 409, { offerStatus: 'expired' });
  });

  test('the database refuses a claimed profile whose person has not agreed', async () => {
    const ada = await person();
    const link = running.database.query('INSERT INTO session_speakers (session_id, speaker_id) VALUES ($1, $2)', [
      await camp.session(),
      ada.speaker,
    ]);
    await expect(link).rejects.toEqual(expect.objectContaining({ constraint: 'session_speakers_agreed' }));
  });
});

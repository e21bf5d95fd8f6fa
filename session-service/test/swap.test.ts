import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('two slots are swapped', () => {
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  const swap = (a: string, b: string, api = camp.team) => api('post', '/slots/swap', { a, b });
  const slot = async (room: string, from: number, to: number, fields = {}, conference = camp) =>
    (await conference.book(await conference.session('accepted', fields), room, from, to)).body;

  test('each takes room, start and end of the other; ids and numbers stay, and both are published', async () => {
    const [here, there] = [await camp.room(), await camp.room()];
    const [a, b] = [await slot(here, 10, 11), await slot(there, 12, 14)];
    const reply = await swap(a.id, b.id);
    expectStatus(reply, 200);
    expect(reply.body).toEqual({
      a: expect.objectContaining({
        id: a.id,
        number: a.number,
        sessionId: a.sessionId,
        roomId: there,
        startsAt: hour(12),
        endsAt: hour(14),
        version: 2,
      }),
      b: expect.objectContaining({ id: b.id, number: b.number, roomId: here, startsAt: hour(10), endsAt: hour(11) }),
    });
    expect((await camp.team('get', `/slots/${a.id}`)).body.roomId).toBe(there);
    const published = await running.database.query('SELECT 1 FROM outbox WHERE subject = ANY ($1) AND type = $2', [
      [a.id, b.id],
      'slot.moved.v1',
    ]);
    expect(published).toHaveLength(2);
  });

  test('also back to back in one room, also with one speaker in both, also of one session', async () => {
    const [room, speaker] = [await camp.room(), await makeSpeaker(running)];
    const [a, b] = [
      await slot(room, 20, 21, { speakerIds: [speaker] }),
      await slot(room, 21, 23, { speakerIds: [speaker] }),
    ];
    expect((await swap(a.id, b.id)).body).toMatchObject({ a: { startsAt: hour(21) }, b: { startsAt: hour(20) } });
    const again = (await camp.book(a.sessionId, room, 25, 26)).body;
    expect((await swap(a.id, again.id)).body).toMatchObject({ a: { startsAt: hour(25) }, b: { startsAt: hour(21) } });
  });

  test('a parallel room and one that is not keep to their rules', async () => {
    const [village, hall] = [await camp.room({ parallel: true }), await camp.room()];
    const [a, b] = [await slot(village, 30, 31), await slot(hall, 30, 31)];
    expectStatus(await swap(a.id, b.id), 200);
    const reply = await camp.book(await camp.session(), hall, 30, 31);
    expect(reply.body).toMatchObject({ conflicts: [{ slotId: a.id }] });
    expectStatus(await camp.book(await camp.session(), village, 30, 31), 201);
  });

  test('neither moves when a speaker would be in two places, and the refusal names where', async () => {
    const [here, there, elsewhere] = [await camp.room(), await camp.room(), await camp.room()];
    const speaker = await makeSpeaker(running);
    const overlapping = await slot(elsewhere, 43, 44, { speakerIds: [speaker] });
    const [a, b] = [await slot(here, 40, 41, { speakerIds: [speaker] }), await slot(there, 43, 44)];
    const reply = await swap(a.id, b.id);
    expectStatus(reply, 409, 'slot.taken');
    expect(reply.body).toMatchObject({ conflicts: [{ slotId: overlapping.id, speakerId: speaker }] });
    expect((await camp.team('get', `/slots/${a.id}`)).body).toMatchObject({ startsAt: hour(40), version: 1 });
    expect((await camp.team('get', `/slots/${b.id}`)).body).toMatchObject({ startsAt: hour(43), version: 1 });
  });

  test('a slot cannot be swapped with itself, or with one of another event', async () => {
    const fair = await makeConference(running);
    const [a, b] = [await slot(await camp.room(), 10, 11), await slot(await fair.room(), 10, 11, {}, fair)];
    const admin = running.as(camp.owner, 'admin');
    expect((await swap(a.id, a.id)).body.errors).toMatchObject([{ pointer: '#/b' }]);
    expect((await swap(a.id, b.id, admin)).body.errors).toMatchObject([{ pointer: '#/b', code: 'of-another-event' }]);
    expectStatus(await camp.team('post', '/slots/swap', { a: a.id }), 400);
    expectStatus(await camp.team('post', '/slots/swap', { a: a.id, b: b.id, c: 1 }), 400);
  });

  test('it is for the team, and others learn nothing of slots that are not public', async () => {
    const [room, other] = [await camp.room(), await camp.room()];
    const shown = (await camp.book(await camp.session('confirmed'), room, 10, 11)).body;
    const [alsoShown, hidden] = [
      (await camp.book(await camp.session('confirmed'), other, 10, 11)).body,
      await slot(room, 12, 13),
    ];
    const stranger = running.as('01900000-0000-4000-8000-00000000000b');
    expectStatus(await swap(shown.id, alsoShown.id, stranger), 403);
    expectStatus(await swap(shown.id, hidden.id, stranger), 404);
    expectStatus(await swap(shown.id, '01900000-0000-7000-8000-000000000000'), 404);
    expectStatus(await swap(shown.id, hidden.id, running.as()), 401);
  });

  test('a replay answers as the first time and swaps nothing back', async () => {
    const [a, b] = [await slot(await camp.room(), 60, 61), await slot(await camp.room(), 62, 63)];
    const once = await swap(a.id, b.id).set('idempotency-key', 'swap-once');
    const twice = await swap(a.id, b.id).set('idempotency-key', 'swap-once');
    expect(twice.body).toEqual(once.body);
    expect((await camp.team('get', `/slots/${a.id}`)).body).toMatchObject({ startsAt: hour(62), version: 2 });
  });
});

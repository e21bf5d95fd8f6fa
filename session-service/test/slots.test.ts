import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('slots', () => {
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  test('a slot ends by default when its session has had its time', async () => {
    const [room, session] = [await camp.room(), await camp.session('accepted', { durationMinutes: 90 })];
    const reply = await camp.team('post', `/sessions/${session}/slots`, { roomId: room, startsAt: hour(9) });
    expectStatus(reply, 201);
    expect(reply.body).toMatchObject({
      sessionId: session,
      roomId: room,
      startsAt: hour(9),
      endsAt: hour(10.5),
      version: 1,
    });
    expect(reply.body.number).toBeGreaterThan(0);
    expect(reply.headers.location).toBe(`/api/v1/slots/${reply.body.id}`);
    const seen = await camp.team('get', `/sessions/${session}`);
    expect(seen.body.slots).toEqual([
      { id: reply.body.id, number: reply.body.number, roomId: room, startsAt: hour(9), endsAt: hour(10.5) },
    ]);
  });

  test('a room is taken once, and the refusal names the overlapping slot', async () => {
    const room = await camp.room();
    const [first, second] = [await camp.session('accepted', { title: 'First' }), await camp.session()];
    const { body: slot } = await camp.book(first, room, 10, 11);
    const reply = await camp.book(second, room, 10.5, 11.5);
    expectStatus(reply, 409);
    expect(reply.body).toMatchObject({ code: 'slot.taken', type: '/problems/slot.taken' });
    expect(reply.body).toHaveProperty('conflicts', [
      { slotId: slot.id, sessionId: first, title: 'First', roomId: room, startsAt: hour(10), endsAt: hour(11) },
    ]);
  });

  test('back to back is fine', async () => {
    const [room, first, second] = [await camp.room(), await camp.session(), await camp.session()];
    expectStatus(await camp.book(first, room, 10, 11), 201);
    expectStatus(await camp.book(second, room, 11, 12), 201);
    expectStatus(await camp.book(second, room, 9, 10), 201);
  });

  test('of fifty requests for one slot at once, one succeeds and forty-nine learn who was first', async () => {
    const room = await camp.room();
    const sessions = await Promise.all(Array.from({ length: 50 }, () => camp.session('accepted')));
    const replies = await Promise.all(sessions.map(session => camp.book(session, room, 20, 21)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([201, ...Array(49).fill(409)]);
    const winner = replies.find(reply => reply.status === 201)?.body;
    for (const reply of replies.filter(({ status }) => status === 409)) {
      expect(reply.body).toMatchObject({ conflicts: [{ slotId: winner?.id }] });
    }
  });

  test('a parallel room takes several at a time, and cannot stop being parallel while it does', async () => {
    const room = await camp.room({ parallel: true });
    const [first, second] = [await camp.session(), await camp.session()];
    const slot = (await camp.book(first, room, 10, 12)).body;
    expectStatus(await camp.book(second, room, 11, 12), 201);
    const reply = await camp.team('patch', `/rooms/${room}`, { parallel: false });
    expectStatus(reply, 409, 'room.slots-overlap');
    expect(reply.body).toMatchObject({ conflicts: [{}, {}] });
    await camp.team('delete', `/slots/${slot.id}`);
    expectStatus(await camp.team('patch', `/rooms/${room}`, { parallel: false }), 200);
    expectStatus(await camp.book(first, room, 11, 12), 409);
  });

  test('a moved slot keeps its id and number, and where it was is free again', async () => {
    const [room, other, session] = [await camp.room(), await camp.room(), await camp.session()];
    const { body: slot } = await camp.book(session, room, 10, 11);
    const moved = await camp.team('patch', `/slots/${slot.id}`, {
      roomId: other,
      startsAt: hour(12),
      endsAt: hour(13),
    });
    expect(moved.body).toMatchObject({
      id: slot.id,
      number: slot.number,
      roomId: other,
      startsAt: hour(12),
      version: 2,
    });
    expectStatus(await camp.book(await camp.session(), room, 10, 11), 201);
    expectStatus(await camp.book(await camp.session(), other, 12, 13), 409);
  });

  test('a repeat in three slots has three ids, and a number is never used again', async () => {
    const [room, session] = [await camp.room(), await camp.session()];
    const slots = [];
    for (const from of [9, 33, 57]) slots.push((await camp.book(session, room, from, from + 1)).body);
    expect(new Set(slots.map(slot => slot.id)).size).toBe(3);
    await camp.team('delete', `/slots/${slots[2]?.id}`);
    const again = (await camp.book(session, room, 57, 58)).body;
    expect(again.number).toBeGreaterThan(Math.max(...slots.map(slot => slot.number)));
  });

  test('only accepted and confirmed sessions have slots, and a session that leaves these statuses loses them', async () => {
    const [room, draft] = [await camp.room(), await camp.session('draft')];
    const refused = await camp.book(draft, room, 10, 11);
    expectProblem(refused, 409, { code: 'session.not-accepted', sessionStatus: 'draft' });
    const session = await camp.session('confirmed');
    const { body: slot } = await camp.book(session, room, 10, 11);
    const cancelled = await camp.team('post', `/sessions/${session}/cancel`, {});
    expect(cancelled.body).toMatchObject({ status: 'cancelled', slots: [] });
    expectStatus(await camp.team('get', `/slots/${slot.id}`), 404);
    expectStatus(await camp.book(await camp.session(), room, 10, 11), 201);
  });

  test('nothing is scheduled outside the event, or ends before it starts', async () => {
    const [room, session] = [await camp.room(), await camp.session()];
    const early = await camp.book(session, room, -1, 1);
    expectProblem(early, 409, { code: 'slot.outside-event', eventStartsAt: hour(0) });
    expectStatus(await camp.book(session, room, 95, 97), 409);
    const backwards = await camp.book(session, room, 11, 10);
    expectProblem(backwards, 400, { pointer: '#/endsAt' });
    expectStatus(await camp.book(session, room, 10, 10), 400);
    expectStatus(await camp.book(session, room, 0, 96), 201);
  });

  test.each([
    ['no room', { startsAt: hour(9) }, '#/roomId'],
    ['no start', { roomId: '01900000-0000-7000-8000-000000000000' }, '#/startsAt'],
    [
      'a start without offset',
      { roomId: '01900000-0000-7000-8000-000000000000', startsAt: '2026-05-01T09:00:00' },
      '#/startsAt',
    ],
    ["another event's room", { roomId: '01900000-0000-7000-8000-000000000000', startsAt: hour(9) }, '#/roomId'],
    [
      'an unknown field',
      { roomId: '01900000-0000-7000-8000-000000000000', startsAt: hour(9), color: 'red' },
      '#/color',
    ],
  ])('%s is a 400 that points at it', async (_, body, pointer) => {
    const reply = await camp.team('post', `/sessions/${await camp.session()}/slots`, body);
    expectProblem(reply, 400, { pointer });
  });

  test('the public sees the slots of confirmed sessions, the team all, in pages by time', async () => {
    const fair = await makeConference(running);
    const room = await fair.room();
    const [shown, hidden] = [await fair.session('confirmed'), await fair.session('accepted')];
    for (const from of [12, 9, 15]) await fair.book(shown, room, from, from + 1);
    const { body: secret } = await fair.book(hidden, room, 10, 11);
    const open = await running.as()('get', `/slots?eventId=${fair.id}&limit=2`);
    expect(open.body.data.map(slot => slot.startsAt)).toEqual([hour(9), hour(12)]);
    const next = await running.as()('get', `/slots?eventId=${fair.id}&limit=2&cursor=${open.body.page.nextCursor}`);
    expect(next.body).toMatchObject({ data: [{ startsAt: hour(15) }], page: { nextCursor: null } });
    expect((await fair.team('get', `/slots?eventId=${fair.id}`)).body.data).toHaveLength(4);
    const noon = await running.as()('get', `/slots?eventId=${fair.id}&roomId=${room}&from=${hour(11)}&to=${hour(13)}`);
    expect(noon.body.data).toHaveLength(1);
    expectStatus(await running.as()('get', `/slots/${secret.id}`), 404);
  });

  test('a slot that somebody else moved meanwhile is not moved over it', async () => {
    const { body: slot } = await camp.book(await camp.session(), await camp.room(), 70, 71);
    const { headers } = await camp.team('get', `/slots/${slot.id}`);
    await camp.team('patch', `/slots/${slot.id}`, { endsAt: hour(72) });
    const late = await camp
      .team('patch', `/slots/${slot.id}`, { endsAt: hour(73) })
      .set('if-match', headers.etag ?? '');
    expectStatus(late, 412, 'precondition-failed');
    expectStatus(await camp.team('delete', `/slots/${slot.id}`).set('if-match', headers.etag ?? ''), 412);
  });

  test('others may not book, and learn nothing of a session that is not public', async () => {
    const stranger = running.as('01900000-0000-4000-8000-00000000000a');
    const body = { roomId: await camp.room(), startsAt: hour(9) };
    expectStatus(await stranger('post', `/sessions/${await camp.session('confirmed')}/slots`, body), 403);
    expectStatus(await stranger('post', `/sessions/${await camp.session('accepted')}/slots`, body), 404);
    expectStatus(await running.as()('post', `/sessions/${await camp.session()}/slots`, body), 401);
  });
});

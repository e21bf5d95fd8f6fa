import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

interface Found {
  rule: string;
  severity: string;
  parties: { type: string; id: string }[];
  since: string;
}

describe('conflicts', () => {
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
  });
  beforeEach(async () => {
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  const conflicts = async (query = ''): Promise<Found[]> =>
    (await camp.team('get', `/conflicts?eventId=${camp.id}${query}`)).body.data;
  const configure = (severities: object, more = {}) =>
    camp.team('put', `/conflicts/rules?eventId=${camp.id}`, { severities, ...more });
  const isAvailable = (speaker: string, from: number, to: number) =>
    running.database.query(
      `INSERT INTO availability_replicas (speaker_id, event_id, version, intervals, changed_at)
       VALUES ($1, $2, 1, tstzmultirange(tstzrange($3, $4)), now())
       ON CONFLICT (event_id, speaker_id) DO UPDATE SET intervals = excluded.intervals`,
      [speaker, camp.id, hour(from), hour(to)],
    );
  const open = (room: string, ...hours: [number, number][]) =>
    camp.team(
      'put',
      `/rooms/${room}/availability`,
      hours.map(([from, to]) => ({ startsAt: hour(from), endsAt: hour(to) })),
    );
  /** A session of this kind with a slot, in a room of its own where none is given. */
  const booked = async (
    from: number,
    to: number,
    { room, ...fields }: { room?: string; [field: string]: unknown } = {},
  ) => {
    const durationMinutes = Math.round((to - from) * 60);
    const id = await camp.session('confirmed', { durationMinutes, ...fields });
    return (await camp.book(id, room ?? (await camp.room()), from, to)).body;
  };

  test('a schedule without fault has none', async () => {
    const speaker = await makeSpeaker(running);
    await isAvailable(speaker, 9, 12);
    const room = await camp.room({ capacity: 100 });
    await open(room, [8, 12]);
    await booked(9, 10, { room, speakerIds: [speaker], expectedAudience: 100 });
    expect(await conflicts()).toEqual([]);
  });

  test('a speaker who is not available, said by rule, severity, both parties and since when', async () => {
    const speaker = await makeSpeaker(running);
    await isAvailable(speaker, 9, 10);
    const slot = await booked(9.5, 10.5, { title: 'Late', speakerIds: [speaker] });
    expect(await conflicts()).toEqual([
      {
        id: `speaker-unavailable:${slot.id}:${speaker}`,
        eventId: camp.id,
        rule: 'speaker-unavailable',
        severity: 'block-release',
        parties: [
          {
            type: 'slot',
            id: slot.id,
            number: slot.number,
            sessionId: slot.sessionId,
            title: 'Late',
            roomId: slot.roomId,
            startsAt: hour(9.5),
            endsAt: hour(10.5),
          },
          { type: 'speaker', id: speaker },
        ],
        since: expect.stringMatching(/^2/),
      },
    ]);
    await isAvailable(speaker, 9, 11);
    expect(await conflicts()).toEqual([]);
  });

  test('a room that is too small for whom it should hold', async () => {
    const room = await camp.room({ capacity: 30 });
    const slot = await booked(9, 10, { room, expectedAudience: 31 });
    expect(await conflicts()).toMatchObject([
      {
        rule: 'room-too-small',
        severity: 'warn',
        parties: [{ id: slot.id }, { type: 'room', id: room, capacity: 30 }],
      },
    ]);
    await camp.team('patch', `/rooms/${room}`, { capacity: 31 });
    expect(await conflicts()).toEqual([]);
  });

  test("a slot outside a room's hours; hours that touch are one, also across midnight", async () => {
    const room = await camp.room();
    await booked(22, 26, { room });
    expect((await open(room, [24, 30], [20, 24])).body).toEqual([{ startsAt: hour(20), endsAt: hour(30) }]);
    expect(await conflicts()).toEqual([]);
    await open(room, [20, 24], [25, 30]);
    expect(await conflicts()).toMatchObject([{ rule: 'outside-room-hours', parties: [{}, { id: room }] }]);
    expect((await open(room)).body).toEqual([]);
    expect(await conflicts()).toEqual([]);
  });

  test('what is scheduled and not confirmed, and what is confirmed and not scheduled', async () => {
    const accepted = await camp.session('accepted', { durationMinutes: 60 });
    const confirmed = await camp.session('confirmed', { durationMinutes: 60 });
    const { body: slot } = await camp.book(accepted, await camp.room(), 9, 10);
    expect(await conflicts()).toMatchObject([
      { rule: 'confirmed-unscheduled', parties: [{ type: 'session', id: confirmed, status: 'confirmed' }] },
      {
        rule: 'unconfirmed-scheduled',
        parties: [
          { type: 'slot', id: slot.id },
          { type: 'session', id: accepted },
        ],
      },
    ]);
    await camp.team('post', `/sessions/${accepted}/confirm`);
    await camp.book(confirmed, await camp.room(), 9, 10);
    expect(await conflicts()).toEqual([]);
  });

  test("less than the buffer between a speaker's rooms, which is no matter in one room", async () => {
    const [speaker, room] = [await makeSpeaker(running), await camp.room()];
    const first = await booked(9, 10, { room, speakerIds: [speaker] });
    const second = await booked(10, 11, { room, speakerIds: [speaker] });
    expect(await conflicts()).toEqual([]);
    const third = await booked(11.1, 12, { speakerIds: [speaker] });
    expect(await conflicts()).toMatchObject([
      { rule: 'speaker-buffer', parties: [{ id: second.id }, { id: third.id }, { id: speaker }] },
    ]);
    await configure({}, { speakerBufferMinutes: 6 });
    expect(await conflicts()).toEqual([]);
    await configure({}, { speakerBufferMinutes: 67 });
    expect((await conflicts()).map(found => found.parties[0]?.id)).toEqual(expect.arrayContaining([first.id]));
  });

  test('a slot that the event left when its dates changed', async () => {
    const slot = await booked(90, 91);
    await running.database.query('UPDATE event_replicas SET ends_at = $2 WHERE id = $1', [camp.id, hour(90.5)]);
    expect(await conflicts()).toMatchObject([{ rule: 'outside-event', parties: [{ id: slot.id }] }]);
  });

  test('a slot that is shorter or longer than its session is to last, also since that changed', async () => {
    const slot = await booked(9, 9.75);
    expect(await conflicts()).toEqual([]);
    await camp.team('patch', `/sessions/${slot.sessionId}`, { durationMinutes: 180 });
    expect(await conflicts()).toMatchObject([
      {
        rule: 'slot-too-short',
        severity: 'warn',
        parties: [
          { type: 'slot', id: slot.id },
          { type: 'session', id: slot.sessionId, durationMinutes: 180 },
        ],
      },
    ]);
    await camp.team('patch', `/slots/${slot.id}`, { endsAt: hour(12.5) });
    expect(await conflicts()).toMatchObject([{ rule: 'slot-too-long', parties: [{ id: slot.id }, {}] }]);
    await camp.team('patch', `/slots/${slot.id}`, { endsAt: hour(12) });
    expect(await conflicts()).toEqual([]);
  });

  test('what a team blocks is refused too when a scheduled session is to be longer or larger', async () => {
    const slot = await booked(9, 10, { room: await camp.room({ capacity: 30 }) });
    await configure({ 'slot-too-short': 'block', 'room-too-small': 'block' });
    const patch = (body: object) => camp.team('patch', `/sessions/${slot.sessionId}`, body);
    for (const body of [{ durationMinutes: 61 }, { expectedAudience: 31 }]) {
      expectStatus(await patch(body), 409, 'slot.blocked');
    }
    expectStatus(await patch({ durationMinutes: 60, expectedAudience: 30, title: 'Fits' }), 200);
    expectStatus(await camp.book(slot.sessionId, await camp.room(), 11, 11.5), 409, 'slot.blocked');
  });

  test('a team says how serious each is; what it does not name goes back to its default', async () => {
    await camp.session('confirmed');
    const set = await configure({ 'confirmed-unscheduled': 'block-release' });
    expect(set.body).toMatchObject({
      eventId: camp.id,
      severities: { 'confirmed-unscheduled': 'block-release', 'room-too-small': 'warn' },
      speakerBufferMinutes: 10,
      version: 1,
    });
    expect(await conflicts()).toMatchObject([{ severity: 'block-release' }]);
    expect(await conflicts('&severity=warn')).toEqual([]);
    await configure({ 'confirmed-unscheduled': 'ignore' });
    expect(await conflicts()).toEqual([]);
    const { body, headers } = await camp.team('get', `/conflicts/rules?eventId=${camp.id}`);
    expect({ version: body.version, etag: headers.etag }).toEqual({ version: 2, etag: expect.stringMatching(/^"2-/) });
    const late = await configure({}).set('if-match', set.headers.etag ?? '');
    expectStatus(late, 412, 'precondition-failed');
    expect((await configure({})).body.severities['confirmed-unscheduled']).toBe('warn');
  });

  test.each([
    [{ severities: { 'no-such-rule': 'warn' } }, '#/severities/no-such-rule'],
    [{ severities: { 'speaker-buffer': 'maybe' } }, '#/severities/speaker-buffer'],
    [{ speakerBufferMinutes: -1 }, '#/speakerBufferMinutes'],
    [{ color: 'red' }, '#/color'],
  ])('%j is a 400 that points at it', async (body, pointer) => {
    const reply = await camp.team('put', `/conflicts/rules?eventId=${camp.id}`, body);
    expectProblem(reply, 400, { pointer });
  });

  test('what a team blocks is refused when it is booked, moved, swapped or joined, and nothing of it stays', async () => {
    const speaker = await makeSpeaker(running);
    await isAvailable(speaker, 9, 12);
    await configure({ 'speaker-unavailable': 'block' });
    const session = await camp.session('confirmed', { speakerIds: [speaker] });
    const refused = await camp.book(session, await camp.room(), 12, 13);
    expectStatus(refused, 409, 'slot.blocked');
    expect(refused.body).toMatchObject({ detail: "The event's rules do not allow this conflict." });
    expect(refused.body).toMatchObject({ conflicts: [{ rule: 'speaker-unavailable', severity: 'block' }] });
    const { body: slot } = await camp.book(session, await camp.room(), 9, 10);
    const later = await booked(12, 13);
    const moves = [
      camp.team('patch', `/slots/${slot.id}`, { endsAt: hour(12.5) }),
      camp.team('post', '/slots/swap', { a: slot.id, b: later.id }),
      camp.team('put', `/sessions/${later.sessionId}/speakers/${speaker}`, {}),
    ];
    for (const reply of await Promise.all(moves)) expectStatus(reply, 409, 'slot.blocked');
    expect((await camp.team('get', `/slots/${slot.id}`)).body).toMatchObject({ endsAt: hour(10), version: 1 });
    expect((await camp.team('get', `/sessions/${later.sessionId}`)).body.speakers).toEqual([]);
  });

  test('they come in pages, each once, and by rule', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => camp.session('confirmed')));
    await camp.book(await camp.session('accepted', { durationMinutes: 60 }), await camp.room(), 9, 10);
    const seen = [];
    for (let cursor = ''; ; ) {
      const { body } = await camp.team('get', `/conflicts?eventId=${camp.id}&limit=2${cursor}`);
      seen.push(...body.data.map((found: Found) => found.parties[0]?.id));
      if (body.page.nextCursor === null) break;
      cursor = `&cursor=${body.page.nextCursor}`;
    }
    expect({ length: seen.length, size: new Set(seen).size }).toEqual({ length: 6, size: 6 });
    expect((await conflicts('&rule=confirmed-unscheduled')).map(found => found.parties[0]?.id).toSorted()).toEqual(
      ids.toSorted(),
    );
  });

  test("they are for the event's own people, and the rules for its team to set", async () => {
    const [stranger, secret] = [running.as(randomUUID()), await makeConference(running, { status: 'draft' })];
    expectStatus(await stranger('get', `/conflicts?eventId=${camp.id}`), 403);
    expectStatus(await stranger('get', `/conflicts?eventId=${secret.id}`), 404);
    expectStatus(await stranger('get', `/conflicts/rules?eventId=${camp.id}`), 403);
    expectStatus(await stranger('put', `/conflicts/rules?eventId=${camp.id}`, {}), 403);
    expectStatus(await running.as()('get', `/conflicts?eventId=${camp.id}`), 401);
    for (const query of ['', '?eventId=x', `?eventId=${camp.id}&rule=x`, `?eventId=${camp.id}&cursor=x`]) {
      expectStatus(await camp.team('get', `/conflicts${query}`), 400);
    }
  });
});

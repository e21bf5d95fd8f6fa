import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type Running, startSessionService } from './support/start';

describe('schedule versions', () => {
  let running: Running;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
  });
  beforeEach(async () => {
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  const release = (name: string, more = {}) =>
    camp.team('post', `/schedule-versions?eventId=${camp.id}`, { name, ...more });
  const read = (path: string, api = running.as()) => api('get', `/schedule-versions${path}`);
  const scheduled = async (from: number, title: string, more = {}) => {
    const session = await camp.session('confirmed', { title, ...more });
    return (await camp.book(session, await camp.room(), from, from + 1)).body;
  };

  test('a release copies the slots of confirmed sessions, and stays as it is whatever changes', async () => {
    const speaker = await makeSpeaker(running);
    const slot = await scheduled(9, 'Opening', { speakerIds: [speaker] });
    await camp.book(await camp.session('accepted'), await camp.room(), 9, 10);
    const made = await release('1.0', { comment: 'First light' });
    expect([made.status, made.headers.location]).toEqual([201, `/api/v1/schedule-versions/${made.body.id}`]);
    expect(made.body).toEqual({
      id: expect.any(String),
      eventId: camp.id,
      name: '1.0',
      comment: 'First light',
      releasedAt: expect.any(String),
      releasedBy: camp.owner,
    });
    const before = await read(`/${made.body.id}`);
    expect(before.body).toMatchObject({
      name: '1.0',
      slots: [{ id: slot.id, number: slot.number, roomId: slot.roomId, startsAt: hour(9), endsAt: hour(10) }],
      sessions: [{ id: slot.sessionId, title: 'Opening', speakers: [{ speakerId: speaker }] }],
    });
    expect(before.body.rooms).toHaveLength(2);
    await camp.team('patch', `/slots/${slot.id}`, { startsAt: hour(10), endsAt: hour(11) });
    await camp.team('patch', `/sessions/${slot.sessionId}`, { title: 'Closing' });
    await camp.team('post', `/sessions/${slot.sessionId}/cancel`, {});
    expect((await read(`/${made.body.id}`)).body).toEqual(before.body);
  });

  test('the database refuses to change one, or to delete it while its event is there', async () => {
    const { body } = await release('1.0');
    const change = (sql: string) => running.database.query(sql, [body.id]);
    await expect(change(`UPDATE schedule_versions SET comment = 'x' WHERE id = $1`)).rejects.toThrow('does not change');
    await expect(change('DELETE FROM schedule_versions WHERE id = $1')).rejects.toThrow('does not change');
    await expect(running.database.query('TRUNCATE schedule_versions')).rejects.toThrow('do not go');
  });

  test('a name is taken once in an event, in whatever case, also by two at the same time', async () => {
    const replies = await Promise.all(['Émile', 'éMILE', 'ÉMILE', 'émile'].map(name => release(name)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([201, 409, 409, 409]);
    expect(replies.find(reply => reply.status === 409)?.body.code).toBe('schedule.name-taken');
    const fair = await makeConference(running);
    expect((await fair.team('post', `/schedule-versions?eventId=${fair.id}`, { name: 'Émile' })).status).toBe(201);
  });

  test.each([
    [{ name: 'WIP' }, '#/name'],
    [{ name: 'latest' }, '#/name'],
    [{ name: ' ' }, '#/name'],
    [{}, '#/name'],
    [{ name: 'x', comment: 1 }, '#/comment'],
    [{ name: 'x', color: 'red' }, '#/color'],
  ])('%j is a 400 that points at it', async (body, pointer) => {
    const reply = await camp.team('post', `/schedule-versions?eventId=${camp.id}`, body);
    expect([reply.status, reply.body.errors?.[0].pointer]).toEqual([400, pointer]);
  });

  test('no release while a conflict stands that blocks it, and the refusal names it', async () => {
    const room = await camp.room();
    const { body: slot } = await camp.book(await camp.session('confirmed'), room, 9, 10);
    await camp.team('put', `/rooms/${room}/availability`, [{ startsAt: hour(12), endsAt: hour(13) }]);
    const refused = await release('1.0');
    expect([refused.status, refused.body.code, refused.body.count]).toEqual([409, 'schedule.blocked', 1]);
    expect(refused.body.conflicts).toMatchObject([
      { rule: 'outside-room-hours', parties: [{ id: slot.id }, { id: room }] },
    ]);
    expect((await read(`?eventId=${camp.id}`)).body.data).toEqual([]);
    await camp.team('put', `/conflicts/rules?eventId=${camp.id}`, { severities: { 'outside-room-hours': 'warn' } });
    expect((await release('1.0')).status).toBe(201);
  });

  test('they are listed newest first, in pages, and told to who hears of them', async () => {
    for (const name of ['1', '2', '3']) await release(name);
    const first = await read(`?eventId=${camp.id}&limit=2`);
    expect(first.body.data.map((version: { name: string }) => version.name)).toEqual(['3', '2']);
    expect(first.body.data[0]).not.toHaveProperty('releasedBy');
    const rest = await read(`?eventId=${camp.id}&limit=2&cursor=${first.body.page.nextCursor}`);
    expect(rest.body).toMatchObject({ data: [{ name: '1' }], page: { nextCursor: null } });
    const told = await running.database.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE type = 'schedule.released.v1' AND subject = $1 AND sequence = 1`,
      [first.body.data[0].id],
    );
    expect(told).toEqual([{ payload: { id: first.body.data[0].id, eventId: camp.id, name: '3' } }]);
  });

  test('a diff says what changed since the version before, or since any other, or since then until now', async () => {
    const [stays, moves, goes] = [
      await scheduled(9, 'Stays'),
      await scheduled(10, 'Moves'),
      await scheduled(11, 'Goes'),
    ];
    const one = (await release('1')).body;
    await camp.team('patch', `/slots/${moves.id}`, { startsAt: hour(20), endsAt: hour(21) });
    await camp.team('post', `/sessions/${goes.sessionId}/cancel`, {});
    const two = (await release('2')).body;
    const added = await scheduled(30, 'Added');
    const three = (await release('3')).body;
    await camp.team('patch', `/sessions/${stays.sessionId}`, { title: 'Stayed' });

    const diff = async (path: string, api?: Conference['team']) => {
      const { body } = await read(path, api);
      const changes = body.changes.map((change: { type: string; slotId: string }) => [change.type, change.slotId]);
      return { from: body.from?.name ?? null, to: body.to.name, changes };
    };
    const [moved, gone, isNew] = [
      ['moved-time', moves.id],
      ['canceled', goes.id],
      ['new', added.id],
    ];
    expect(await diff(`/${two.id}/diff`)).toEqual({ from: '1', to: '2', changes: [moved, gone] });
    expect((await diff(`/${one.id}/diff`)).changes).toHaveLength(3);
    expect(await diff(`/${three.id}/diff?against=${one.id}`)).toEqual({
      from: '1',
      to: '3',
      changes: [moved, isNew, gone],
    });
    expect((await diff(`/${one.id}/diff?against=${three.id}`)).changes).toEqual(
      expect.arrayContaining([['new', goes.id], ['canceled', added.id], moved]),
    );
    const retitled = { from: '3', to: 'wip', changes: [['title', stays.id]] };
    expect(await diff(`/wip/diff?eventId=${camp.id}`, camp.team)).toEqual(retitled);
    expect(await diff(`/wip/diff?against=${three.id}`, camp.team)).toEqual(retitled);
    expect(await diff(`/latest/diff?eventId=${camp.id}&against=${three.id}`)).toMatchObject({ to: '3', changes: [] });
  });

  test('`latest` and `wip` stand for what they say, the latter for the own people only', async () => {
    await scheduled(9, 'Opening');
    expect((await read(`/latest?eventId=${camp.id}`)).status).toBe(404);
    await release('1');
    await scheduled(12, 'More');
    expect((await read(`/latest?eventId=${camp.id}`)).body).toMatchObject({ name: '1', slots: [{}] });
    const wip = await read(`/wip?eventId=${camp.id}`, camp.team);
    expect([wip.body.id, wip.body.slots.length]).toEqual([null, 2]);
    expect((await read(`/wip?eventId=${camp.id}`, running.as(randomUUID()))).status).toBe(403);
    expect((await read('/wip')).body.errors).toMatchObject([{ pointer: '#/query/eventId' }]);
  });

  test('they are for the team to release, for all to see, and unknown with the draft that they are of', async () => {
    expect(
      (await running.as(randomUUID())('post', `/schedule-versions?eventId=${camp.id}`, { name: 'x' })).status,
    ).toBe(403);
    expect((await running.as()('post', `/schedule-versions?eventId=${camp.id}`, { name: 'x' })).status).toBe(401);
    const draft = await makeConference(running, { status: 'draft' });
    const { body } = await draft.team('post', `/schedule-versions?eventId=${draft.id}`, { name: 'x' });
    for (const path of [`?eventId=${draft.id}`, `/${body.id}`, `/${body.id}/diff`, `/latest?eventId=${draft.id}`]) {
      expect((await read(path)).status).toBe(404);
      expect((await read(path, draft.team)).status).toBe(200);
    }
    const other = (await release('1')).body;
    expect((await read(`/${other.id}/diff?against=${body.id}`, draft.team)).status).toBe(404);
    expect((await read(`/${randomUUID()}`)).status).toBe(404);
    expect((await read('/newest')).status).toBe(400);
  });
});

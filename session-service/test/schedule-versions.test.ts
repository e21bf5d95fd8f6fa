import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('schedule versions', () => {
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
  });
  beforeEach(async () => {
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  const release = (name: string, more = {}) =>
    camp.team('post', '/schedule-versions', { eventId: camp.id, name, ...more });
  const read = <Path extends string>(path: Path, api = running.as()) => api('get', `/schedule-versions${path}`);
  const scheduled = async (from: number, title: string, more = {}) => {
    const session = await camp.session('confirmed', { title, ...more });
    return (await camp.book(session, await camp.room(), from, from + 1)).body;
  };

  test('a release is a snapshot of the slots of confirmed sessions, and stays as it is whatever changes', async () => {
    const speaker = await makeSpeaker(running);
    const slot = await scheduled(9, 'Opening', { speakerIds: [speaker] });
    await camp.book(await camp.session('accepted'), await camp.room(), 9, 10);
    const made = await release('1.0', { comment: 'First light' });
    expectStatus(made, 201);
    expect(made.headers.location).toBe(`/api/v1/schedule-versions/${made.body.id}`);
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
    await expect(running.database.query('TRUNCATE schedule_versions')).rejects.toThrow('cannot be truncated');
  });

  test('a name is taken once in an event, in whatever case, also by two at the same time', async () => {
    const replies = await Promise.all(['Émile', 'éMILE', 'ÉMILE', 'émile'].map(name => release(name)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([201, 409, 409, 409]);
    for (const refused of replies.filter(({ status }) => status === 409))
      expectStatus(refused, 409, 'schedule-version.name-taken');
    const fair = await makeConference(running);
    expectStatus(await fair.team('post', '/schedule-versions', { eventId: fair.id, name: 'Émile' }), 201);
  });

  test.each([
    [{ name: 'WIP' }, '#/name'],
    [{ name: 'latest' }, '#/name'],
    [{ name: ' ' }, '#/name'],
    [{}, '#/name'],
    [{ eventId: undefined, name: 'x' }, '#/eventId'],
    [{ name: 'x', comment: 1 }, '#/comment'],
    [{ name: 'x', color: 'red' }, '#/color'],
  ])('%j is a 400 that points at it', async (body, pointer) => {
    const reply = await camp.team('post', '/schedule-versions', { eventId: camp.id, ...body });
    expectProblem(reply, 400, { pointer });
  });

  test('no release while there is a conflict that blocks it, and the refusal names it', async () => {
    const room = await camp.room();
    const { body: slot } = await camp.book(await camp.session('confirmed'), room, 9, 10);
    await camp.team('put', `/rooms/${room}/availability`, [{ startsAt: hour(12), endsAt: hour(13) }]);
    const refused = await release('1.0');
    expectProblem(refused, 409, { code: 'schedule.blocked', count: 1 });
    expect(refused.body).toMatchObject({
      conflicts: [{ rule: 'outside-room-hours', parties: [{ id: slot.id }, { id: room }] }],
    });
    expect((await read(`?eventId=${camp.id}`)).body.data).toEqual([]);
    await camp.team('put', `/conflicts/rules?eventId=${camp.id}`, { severities: { 'outside-room-hours': 'warn' } });
    expectStatus(await release('1.0'), 201);
  });

  test('they are listed newest first, in pages, and published', async () => {
    for (const name of ['1', '2', '3']) await release(name);
    const first = await read(`?eventId=${camp.id}&limit=2`);
    expect(first.body.data.map(version => version.name)).toEqual(['3', '2']);
    const [newest] = first.body.data;
    expect(newest).not.toHaveProperty('releasedBy');
    const rest = await read(`?eventId=${camp.id}&limit=2&cursor=${first.body.page.nextCursor}`);
    expect(rest.body).toMatchObject({ data: [{ name: '1' }], page: { nextCursor: null } });
    const published = await running.database.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE type = 'schedule.released.v1' AND subject = $1 AND sequence = 1`,
      [newest?.id],
    );
    expect(published).toEqual([{ payload: { id: newest?.id, eventId: camp.id, name: '3', sessions: [] } }]);
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

    const diff = async (of: string, query = '', api?: Api) => {
      const { body } = await read(`/${of}/diff?${query}`, api);
      const changes = body.changes.map(({ type, slotId }) => [type, slotId]);
      return { from: body.from?.name ?? null, to: body.to.name, changes };
    };
    const [moved, gone, isNew] = [
      ['moved-time', moves.id],
      ['cancelled', goes.id],
      ['new', added.id],
    ];
    expect(await diff(two.id)).toEqual({ from: '1', to: '2', changes: [moved, gone] });
    expect((await diff(one.id)).changes).toHaveLength(3);
    expect(await diff(three.id, `against=${one.id}`)).toEqual({
      from: '1',
      to: '3',
      changes: [moved, isNew, gone],
    });
    expect((await diff(one.id, `against=${three.id}`)).changes).toEqual(
      expect.arrayContaining([['new', goes.id], ['cancelled', added.id], moved]),
    );
    const retitled = { from: '3', to: 'wip', changes: [['title', stays.id]] };
    expect(await diff('wip', `eventId=${camp.id}`, camp.team)).toEqual(retitled);
    expect(await diff('wip', `against=${three.id}`, camp.team)).toEqual(retitled);
    expect(await diff('latest', `eventId=${camp.id}&against=${three.id}`)).toMatchObject({ to: '3', changes: [] });
  });

  test('`latest` and `wip` stand for what they say, the latter for the own people only', async () => {
    await scheduled(9, 'Opening');
    expectStatus(await read(`/latest?eventId=${camp.id}`), 404);
    await release('1');
    await scheduled(12, 'More');
    expect((await read(`/latest?eventId=${camp.id}`)).body).toMatchObject({ name: '1', slots: [{}] });
    const wip = await read(`/wip?eventId=${camp.id}`, camp.team);
    expect({ id: wip.body.id, length: wip.body.slots.length }).toEqual({ id: null, length: 2 });
    expectStatus(await read(`/wip?eventId=${camp.id}`, running.as(randomUUID())), 403);
    expect((await read('/wip')).body.errors).toMatchObject([{ pointer: '#/query/eventId' }]);
  });

  test('they are for the team to release, for all to see, and unknown with the draft that they are of', async () => {
    expectStatus(await running.as(randomUUID())('post', '/schedule-versions', { eventId: camp.id, name: 'x' }), 403);
    expectStatus(await running.as()('post', '/schedule-versions', { eventId: camp.id, name: 'x' }), 401);
    const draft = await makeConference(running, { status: 'draft' });
    const { body } = await draft.team('post', '/schedule-versions', { eventId: draft.id, name: 'x' });
    for (const path of [`?eventId=${draft.id}`, `/${body.id}`, `/${body.id}/diff`, `/latest?eventId=${draft.id}`]) {
      expectStatus(await read(path), 404);
      expectStatus(await read(path, draft.team), 200);
    }
    const other = (await release('1')).body;
    expectStatus(await read(`/${other.id}/diff?against=${body.id}`, draft.team), 404);
    expectStatus(await read(`/${randomUUID()}`), 404);
    expectStatus(await read('/newest'), 400);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference } from './support/conference';
import { type Running, startSessionService } from './support/start';

describe.each([
  ['rooms', { name: 'Hall', capacity: 500 }, { capacity: 500, parallel: false, position: 0 }, 'capacity', 0],
  ['tracks', { name: 'Science', color: '#1F77B4' }, { color: '#1f77b4', position: 0 }, 'color', 'blue'],
])('%s', (kind, fields, expected, badField, badValue) => {
  let running: Running;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  const noun = kind.slice(0, -1);
  const make = (more: object = {}) =>
    camp.team('post', `/${kind}`, { eventId: camp.id, ...fields, name: randomUUID(), ...more });

  test('are made by the team and seen by all', async () => {
    const made = await camp.team('post', `/${kind}`, { eventId: camp.id, ...fields });
    expect(made.status).toBe(201);
    expect(made.headers.location).toBe(`/api/v1/${kind}/${made.body.id}`);
    expect(made.body).toMatchObject({
      ...expected,
      eventId: camp.id,
      name: fields.name,
      version: 1,
      allowedActions: ['update', 'delete'],
    });
    const { allowedActions, ...open } = made.body;
    const seen = await running.as()('get', `/${kind}/${made.body.id}`);
    expect(seen.body).toEqual(open);
    expect(
      (
        await running
          .as()('get', `/${kind}/${made.body.id}`)
          .set('if-none-match', seen.headers.etag ?? '')
      ).status,
    ).toBe(304);
    const again = await camp.team('post', `/${kind}`, { eventId: camp.id, ...fields });
    expect([again.status, again.body.code]).toEqual([409, `${noun}.name-taken`]);
  });

  test('are made by nobody else, and unknown to others while the event is a draft', async () => {
    expect((await running.as(randomUUID())('post', `/${kind}`, { eventId: camp.id, ...fields })).status).toBe(403);
    expect((await running.as()('post', `/${kind}`, { eventId: camp.id, ...fields })).status).toBe(401);
    const draft = await makeConference(running, { status: 'draft' });
    const { body } = await draft.team('post', `/${kind}`, { eventId: draft.id, ...fields });
    const stranger = running.as(randomUUID());
    expect((await stranger('post', `/${kind}`, { eventId: draft.id, ...fields })).status).toBe(404);
    expect((await stranger('get', `/${kind}?eventId=${draft.id}`)).status).toBe(404);
    expect((await stranger('get', `/${kind}/${body.id}`)).status).toBe(404);
    expect((await stranger('patch', `/${kind}/${body.id}`, { position: 1 })).status).toBe(404);
    expect((await running.as(randomUUID(), 'admin')('get', `/${kind}/${body.id}`)).status).toBe(200);
  });

  test('are listed by position, in pages', async () => {
    const fair = await makeConference(running);
    for (const position of [2, 0, 1]) {
      await fair.team('post', `/${kind}`, { ...fields, eventId: fair.id, name: `At ${position}`, position });
    }
    const first = await running.as()('get', `/${kind}?eventId=${fair.id}&limit=2`);
    expect(first.body.data.map((place: { name: string }) => place.name)).toEqual(['At 0', 'At 1']);
    const second = await running.as()(
      'get',
      `/${kind}?eventId=${fair.id}&limit=2&cursor=${first.body.page.nextCursor}`,
    );
    expect(second.body).toMatchObject({ data: [{ name: 'At 2' }], page: { nextCursor: null } });
    expect((await running.as()('get', `/${kind}`)).status).toBe(400);
  });

  test('change by merge patch, and never over a newer version', async () => {
    const { body, headers } = await make();
    const path = `/${kind}/${body.id}`;
    const changed = await camp.team('patch', path, { position: 7 }).set('if-match', headers.etag ?? '');
    expect(changed.body).toMatchObject({ ...expected, position: 7, version: 2 });
    expect((await camp.team('patch', path, { position: 8 }).set('if-match', headers.etag ?? '')).status).toBe(412);
    expect((await camp.team('delete', path).set('if-match', headers.etag ?? '')).status).toBe(412);
    expect((await running.as(randomUUID())('patch', path, { position: 8 })).status).toBe(403);
    const bad = await camp.team('patch', path, { [badField]: badValue, shape: 'round' });
    expect(bad.body.errors.map((error: { pointer: string }) => error.pointer).toSorted()).toEqual([
      `#/${badField}`,
      '#/shape',
    ]);
  });

  test('are deleted while nothing uses them', async () => {
    const { body } = await make();
    const session = await camp.session('accepted', kind === 'tracks' ? { trackId: body.id } : {});
    if (kind === 'rooms') await camp.book(session, body.id, 9, 10);
    const refused = await camp.team('delete', `/${kind}/${body.id}`);
    expect([refused.status, refused.body.code]).toEqual([409, `${noun}.in-use`]);
    await camp.team('post', `/sessions/${session}/cancel`);
    await camp.team('delete', `/sessions/${session}`);
    expect((await camp.team('delete', `/${kind}/${body.id}`)).status).toBe(204);
    expect((await camp.team('delete', `/${kind}/${body.id}`)).status).toBe(404);
  });
});

describe("a room's hours", () => {
  let running: Running;
  let camp: Conference;
  let path: string;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
    path = `/rooms/${await camp.room()}/availability`;
  });
  afterAll(() => running.stop());

  const at = (from: number, to: number) => ({ startsAt: hour(from), endsAt: hour(to) });

  test('are unsaid at first; what is put replaces all, in order and apart', async () => {
    expect((await running.as()('get', path)).body).toEqual([]);
    const put = await camp.team('put', path, [at(13, 18), at(9, 11), at(11, 12), at(10, 11.5)]);
    expect([put.status, put.body]).toEqual([200, [at(9, 12), at(13, 18)]]);
    expect((await running.as()('get', path)).body).toEqual(put.body);
    expect((await camp.team('put', path, [at(9, 10)])).body).toEqual([at(9, 10)]);
  });

  test('are one version of the room: two writers do not overwrite each other', async () => {
    const { headers } = await camp.team('get', path);
    await camp.team('put', path, []);
    const late = await camp.team('put', path, [at(9, 10)]).set('if-match', headers.etag ?? '');
    expect([late.status, late.body.code]).toEqual([412, 'stale']);
  });

  test('are for the team to say, and must make sense', async () => {
    expect((await running.as(randomUUID())('put', path, [])).status).toBe(403);
    expect((await running.as()('put', path, [])).status).toBe(401);
    const backwards = await camp.team('put', path, [at(9, 10), at(12, 12)]);
    expect([backwards.status, backwards.body.errors?.[0].pointer]).toEqual([400, '#/1/endsAt']);
    expect((await camp.team('put', path, { startsAt: hour(9) })).status).toBe(400);
    expect((await camp.team('put', `/rooms/${randomUUID()}/availability`, [])).status).toBe(404);
  });
});

import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference } from './support/conference';
import { type App, startSessionService } from './support/start';

describe.each([
  ['rooms', { name: 'Hall', capacity: 500 }, { capacity: 500, parallel: false, position: 0 }, 'capacity', 0],
  ['tracks', { name: 'Science', color: '#1F77B4' }, { color: '#1f77b4', position: 0 }, 'color', 'blue'],
] as const)('%s', (kind, fields, expected, badField, badValue) => {
  let running: App;
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
    expectStatus(made, 201);
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
    expectStatus(
      await running
        .as()('get', `/${kind}/${made.body.id}`)
        .set('if-none-match', seen.headers.etag ?? ''),
      304,
    );
    const again = await camp.team('post', `/${kind}`, { eventId: camp.id, ...fields });
    expectStatus(again, 409, `${noun}.name-taken`);
  });

  test('have names that are unique in their event, whatever the case, the accents and what stands between words', async () => {
    const fair = await makeConference(running);
    const make = (name: string) => fair.team('post', `/${kind}`, { ...fields, eventId: fair.id, name });
    for (const name of ['Große Halle', 'Saal-1', '東京', '大阪', 'C', 'C++', '!']) expectStatus(await make(name), 201);
    for (const name of [
      'grosse  halle',
      'GROẞE HALLE',
      'Saal 1',
      ' saal_1 ',
      'Sáal–1'.replace('–', '.'),
      '東京',
      'c',
      '!',
      'Gro\u00DFe\u200B Halle',
      'Sa\u00ADal\uFEFF 1\uFE0F',
      '東\u2060京',
    ]) {
      expectStatus(await make(name), 409, `${noun}.name-taken`);
    }
    const { body } = await make('Loft');
    expectStatus(await fair.team('patch', `/${kind}/${body.id}`, { name: 'LOFT' }), 200);
    expectStatus(await fair.team('patch', `/${kind}/${body.id}`, { name: 'saal.1' }), 409, `${noun}.name-taken`);
    for (const unseen of ['\u200B', ' \uFEFF\u2060 ', '\u3164'])
      expectStatus(await make(unseen), 400, 'validation-failed');
    const both = await Promise.all([make('Bühne'), make('BUHNE')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  test('are made by nobody else, and unknown to others while the event is a draft', async () => {
    expectStatus(await running.as(randomUUID())('post', `/${kind}`, { eventId: camp.id, ...fields }), 403);
    expectStatus(await running.as()('post', `/${kind}`, { eventId: camp.id, ...fields }), 401);
    const draft = await makeConference(running, { status: 'draft' });
    const { body } = await draft.team('post', `/${kind}`, { eventId: draft.id, ...fields });
    const stranger = running.as(randomUUID());
    expectStatus(await stranger('post', `/${kind}`, { eventId: draft.id, ...fields }), 404);
    expectStatus(await stranger('get', `/${kind}?eventId=${draft.id}`), 404);
    expectStatus(await stranger('get', `/${kind}/${body.id}`), 404);
    expectStatus(await stranger('patch', `/${kind}/${body.id}`, { position: 1 }), 404);
    expectStatus(await running.as(randomUUID(), 'admin')('get', `/${kind}/${body.id}`), 200);
  });

  test('are listed by position, in pages', async () => {
    const fair = await makeConference(running);
    for (const position of [2, 0, 1]) {
      await fair.team('post', `/${kind}`, { ...fields, eventId: fair.id, name: `At ${position}`, position });
    }
    const first = await running.as()('get', `/${kind}?eventId=${fair.id}&limit=2`);
    expect(first.body.data.map(place => place.name)).toEqual(['At 0', 'At 1']);
    const second = await running.as()(
      'get',
      `/${kind}?eventId=${fair.id}&limit=2&cursor=${first.body.page.nextCursor}`,
    );
    expect(second.body).toMatchObject({ data: [{ name: 'At 2' }], page: { nextCursor: null } });
    expectStatus(await running.as()('get', `/${kind}`), 400);
  });

  test('change by merge patch, and never over a newer version', async () => {
    const { body, headers } = await make();
    const path = `/${kind}/${body.id}`;
    const changed = await camp.team('patch', path, { position: 7 }).set('if-match', headers.etag ?? '');
    expect(changed.body).toMatchObject({ ...expected, position: 7, version: 2 });
    expectStatus(await camp.team('patch', path, { position: 8 }).set('if-match', headers.etag ?? ''), 412);
    expectStatus(await camp.team('delete', path).set('if-match', headers.etag ?? ''), 412);
    expectStatus(await running.as(randomUUID())('patch', path, { position: 8 }), 403);
    const bad = await camp.team('patch', path, { [badField]: badValue, shape: 'round' });
    expect(bad.body.errors?.map(error => error.pointer).toSorted()).toEqual([`#/${badField}`, '#/shape']);
  });

  test('are deleted while nothing uses them', async () => {
    const { body } = await make();
    const session = await camp.session('accepted', kind === 'tracks' ? { trackId: body.id } : {});
    if (kind === 'rooms') await camp.book(session, body.id, 9, 10);
    const refused = await camp.team('delete', `/${kind}/${body.id}`);
    expectStatus(refused, 409, `${noun}.in-use`);
    await camp.team('post', `/sessions/${session}/cancel`);
    await camp.team('delete', `/sessions/${session}`);
    expectStatus(await camp.team('delete', `/${kind}/${body.id}`), 204);
    expectStatus(await camp.team('delete', `/${kind}/${body.id}`), 404);
  });
});

describe("a room's hours", () => {
  let running: App;
  let camp: Conference;
  let path: string;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
    path = `/rooms/${await camp.room()}/availability`;
  });
  afterAll(() => running.stop());

  const at = (from: number, to: number) => ({ startsAt: hour(from), endsAt: hour(to) });

  test('are empty at first; what is put replaces all, in order and apart', async () => {
    expect((await running.as()('get', path)).body).toEqual([]);
    const put = await camp.team('put', path, [at(13, 18), at(9, 11), at(11, 12), at(10, 11.5)]);
    expectStatus(put, 200);
    expect(put.body).toEqual([at(9, 12), at(13, 18)]);
    expect((await running.as()('get', path)).body).toEqual(put.body);
    expect((await camp.team('put', path, [at(9, 10)])).body).toEqual([at(9, 10)]);
  });

  test('are one version of the room: two writers do not overwrite each other', async () => {
    const { headers } = await camp.team('get', path);
    await camp.team('put', path, []);
    const late = await camp.team('put', path, [at(9, 10)]).set('if-match', headers.etag ?? '');
    expectStatus(late, 412, 'precondition-failed');
  });

  test('are for the team to say, and must make sense', async () => {
    expectStatus(await running.as(randomUUID())('put', path, []), 403);
    expectStatus(await running.as()('put', path, []), 401);
    const backwards = await camp.team('put', path, [at(9, 10), at(12, 12)]);
    expectProblem(backwards, 400, { pointer: '#/1/endsAt' });
    expectStatus(await camp.team('put', path, { startsAt: hour(9) }), 400);
    expectStatus(await camp.team('put', `/rooms/${randomUUID()}/availability`, []), 404);
  });
});

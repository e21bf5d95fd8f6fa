import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type App, startSpeakerService } from './support/start';

describe('updates', () => {
  let running: App;
  beforeAll(async () => {
    running = await startSpeakerService();
  });
  afterAll(() => running.stop());

  const creator = randomUUID();
  const make = async (body: object = {}) =>
    (await running.as(creator)('post', '/speakers', { name: 'Grace', ...body })).body;
  const messagesOf = (id: string) =>
    running.database.query<{ type: string; sequence: number; payload: object }>(
      'SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY id',
      [id],
    );

  test('a change keeps what it does not name, clears what is null, and replaces lists', async () => {
    const { id } = await make({ bio: 'Long.', photoUrl: 'https://example.org/g.jpg', topics: ['a', 'b'] });
    const reply = await running.as(creator)('patch', `/speakers/${id}`, { photoUrl: null, topics: ['c'], email: null });
    expectStatus(reply, 200);
    expect(reply.body).toMatchObject({ name: 'Grace', bio: 'Long.', photoUrl: null, topics: ['c'], email: null });
    expect(reply.body.version).toBe(2);
    const read = await running.as(creator)('get', `/speakers/${id}`);
    expect(read.body).toEqual(reply.body);
    expect(read.headers.etag).toBe(reply.headers.etag);
  });

  test('each version enqueues one message, and a change of nothing makes neither', async () => {
    const { id } = await make();
    await running.as(creator)('patch', `/speakers/${id}`, { name: 'Grace Hopper' });
    const same = await running.as(creator)('patch', `/speakers/${id}`, { name: ' Grace Hopper ' });
    expect(same.body.version).toBe(2);
    await running.as(creator)('delete', `/speakers/${id}`);
    const state = { id, userId: null, createdBy: creator };
    expect(await messagesOf(id)).toEqual([
      { type: 'speaker.created.v1', sequence: 1, payload: state },
      { type: 'speaker.updated.v1', sequence: 2, payload: state },
      { type: 'speaker.deleted.v1', sequence: 3, payload: { id } },
    ]);
  });

  test('others may neither change nor delete it; admins may', async () => {
    const { id } = await make();
    const other = running.as(randomUUID());
    expect((await other('get', `/speakers/${id}`)).body.allowedActions).toEqual([]);
    expectStatus(await other('patch', `/speakers/${id}`, { name: 'Mine' }), 403);
    expectStatus(await other('delete', `/speakers/${id}`), 403);
    expectStatus(await running.as()('patch', `/speakers/${id}`, { name: 'Mine' }), 401);
    expectStatus(await running.as()('delete', `/speakers/${id}`), 401);
    const admin = running.as(randomUUID(), 'admin');
    expectStatus(await admin('patch', `/speakers/${id}`, { name: 'Edited' }), 200);
    expectStatus(await admin('delete', `/speakers/${id}`), 204);
  });

  test('once a person has claimed a profile, it is theirs and no longer its creator’s', async () => {
    const self = randomUUID();
    const { id } = await make();
    await running.database.query('UPDATE speakers SET user_id = $1 WHERE id = $2', [self, id]);
    expectStatus(await running.as(creator)('patch', `/speakers/${id}`, { name: 'Mine' }), 403);
    expectStatus(await running.as(creator)('delete', `/speakers/${id}`), 403);
    expectStatus(await running.as(self)('patch', `/speakers/${id}`, { name: 'Me' }), 200);
  });

  test('a change to an older version is refused with the tag of the present one', async () => {
    const { id } = await make();
    const patch = (tag: string, body: object) =>
      running.as(creator)('patch', `/speakers/${id}`, body).set('if-match', tag);
    expectStatus(await patch('"1"', { name: 'First' }), 200);
    const stale = await patch('"1"', { name: 'Lost' });
    expectStatus(stale, 412, 'precondition-failed');
    const present = await running.as(creator)('get', `/speakers/${id}`);
    expect(stale.headers.etag).toBe(present.headers.etag);
    expectStatus(await running.as(creator)('delete', `/speakers/${id}`).set('if-match', '"1"'), 412);
    expectStatus(
      await running
        .as(creator)('delete', `/speakers/${id}`)
        .set('if-match', present.headers.etag ?? ''),
      204,
    );
  });

  test('of ten changes of one version at once, one succeeds', async () => {
    const { id } = await make();
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        running
          .as(creator)('patch', `/speakers/${id}`, { name: `Name ${n}` })
          .set('if-match', '"1"'),
      ),
    );
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, ...Array(9).fill(412)]);
    expect(await messagesOf(id)).toHaveLength(2);
  });

  test.each([
    ['a name that is null', { name: null }, '#/name'],
    ['a tagline that is null', { tagline: null }, '#/tagline'],
    ['an unknown field', { nickname: 'x' }, '#/nickname'],
    ['a field that is not theirs to set', { createdBy: randomUUID() }, '#/createdBy'],
    ['a photo without https', { photoUrl: 'http://example.org/' }, '#/photoUrl'],
  ])('%s is refused, and nothing changes', async (_, body, pointer) => {
    const { id } = await make();
    const reply = await running.as(creator)('patch', `/speakers/${id}`, body);
    expectProblem(reply, 400, { pointer });
    expect((await running.as(creator)('get', `/speakers/${id}`)).body.version).toBe(1);
  });

  test('a deleted profile is 404 for reading, changing and deleting it again', async () => {
    const { id } = await make();
    expectStatus(await running.as(creator)('delete', `/speakers/${id}`), 204);
    expectStatus(await running.as(creator)('get', `/speakers/${id}`), 404);
    expectStatus(await running.as(creator)('patch', `/speakers/${id}`, { name: 'x' }), 404);
    expectStatus(await running.as(creator)('delete', `/speakers/${id}`), 404);
  });
});

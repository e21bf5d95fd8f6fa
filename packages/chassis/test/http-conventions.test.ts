import { newId } from '@ems/chassis/database';
import { createTestTokens, expectStatus, type HttpApp, type Note, startHttpApp } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';

describe('the conventions of every route', () => {
  let notes: HttpApp;
  let base: string;
  let authorization: string;
  beforeAll(async () => {
    notes = await startHttpApp();
    ({ base, authorization } = notes);
  });
  afterAll(() => notes.stop());

  const write = (text: unknown) => notes.write(text);

  test('a 201 carries Location, a strong ETag with the version, and only what the schema names', async () => {
    const reply = await write('first');
    expectStatus(reply, 201);
    expect(reply.headers.location).toBe(`/api/v1/notes/${reply.body.id}`);
    expect(reply.headers.etag).toMatch(/^"1-[\w-]{16}"$/);
    expect(Object.keys(reply.body)).toEqual(['id', 'text', 'version']);
  });

  test.each([
    ['no token', () => undefined],
    ['nonsense', () => 'Bearer x.y.z'],
    ['an expired token', () => `Bearer ${notes.tokens.tokenFor(newId(), 'member', { exp: 1_600_000_000 })}`],
    ['a foreign issuer', () => `Bearer ${notes.tokens.tokenFor(newId(), 'member', { iss: 'other' })}`],
    ['a foreign audience', () => `Bearer ${notes.tokens.tokenFor(newId(), 'member', { aud: 'other' })}`],
    ['a foreign key', () => `Bearer ${createTestTokens().tokenFor(newId())}`],
  ])('%s is 401 and says how to authenticate', async (_, make) => {
    const header = make();
    const call = request(base).post('/notes');
    const reply = await (header ? call.set('authorization', header) : call).send({ text: 'x' });
    expectStatus(reply, 401);
    expect(reply.headers['www-authenticate']).toContain('Bearer');
    expect(reply.body).toMatchObject({ code: 'unauthenticated', status: 401, instance: '/api/v1/notes' });
  });

  test('a member is refused where only admins may', async () => {
    expectStatus(await request(base).delete('/notes').set('authorization', authorization), 403);
  });

  test('all wrong fields are named by JSON Pointer, unknown ones too', async () => {
    const reply = await request(base).post('/notes').set('authorization', authorization).send({ text: 5, 'a/b': 1 });
    expectStatus(reply, 400);
    expect(reply.type).toBe('application/problem+json');
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['#/text', '#/a~1b']);
  });

  test.each([
    ['{"text":', 'application/json', 400, 'malformed-json'],
    ['[1', 'application/json', 400, 'malformed-json'],
    ['text=1', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    [JSON.stringify({ text: 'x'.repeat(300_000) }), 'application/json', 413, 'too-large'],
    ['{"text":"x","__proto__":{"admin":true}}', 'application/json', 400, 'validation-failed'],
  ])('the body %.20s of %s is %i %s', async (body, type, status, code) => {
    const reply = await request(base)
      .post('/notes')
      .set('authorization', authorization)
      .set('content-type', type)
      .send(body);
    expectStatus(reply, status, code);
  });

  test('other paths are 404, other methods 405 with Allow, other formats 406', async () => {
    expectStatus(await request(base).get('/nothing'), 404, 'not-found');
    const refused = await request(base).put('/notes').send({});
    expectStatus(refused, 405);
    expect(refused.headers.allow).toBe('POST, GET, DELETE, HEAD, OPTIONS');
    expectStatus(await request(base).get('/notes').set('accept', 'image/png'), 406);
  });

  test('an unknown filter, and a cursor of another list, are 400', async () => {
    expect((await request(base).get('/notes?colour=red')).body.errors[0].pointer).toBe('#/query/colour');
    expect((await request(base).get('/notes?cursor=bm9uc2Vuc2U')).body.errors[0].pointer).toBe('#/query/cursor');
    expectStatus(await request(base).get('/notes?limit=101'), 400);
  });

  test('the pages of a list hold every row once, and link to the next', async () => {
    for (const text of ['page a', 'page b', 'page c']) await write(text);
    const seen: string[] = [];
    for (let url: string | undefined = '/api/v1/notes?limit=2'; url; ) {
      const reply: request.Response = await request(base.replace('/api/v1', '')).get(url);
      seen.push(...reply.body.data.map((row: Note) => row.text));
      url = /<(.*)>; rel="next"/.exec(reply.headers.link ?? '')?.[1];
    }
    expect(seen).toEqual([...new Set(seen)].toSorted());
    expect(seen).toEqual(expect.arrayContaining(['page a', 'page b', 'page c']));
    expect(seen).toHaveLength(await notes.count());
  });

  test('If-None-Match of the same bytes is 304 without a body', async () => {
    const { etag } = (await request(base).get('/notes')).headers;
    const reply = await request(base).get('/notes').set('if-none-match', String(etag));
    expectStatus(reply, 304);
    expect(reply.text).toBe('');
  });

  test('a stale If-Match is 412 with the ETag that now holds, and changes nothing', async () => {
    const first = await write('to change');
    const patch = (etag: string, text: string) =>
      request(base)
        .patch(`/notes/${first.body.id}`)
        .set('authorization', authorization)
        .set('if-match', etag)
        .send({ text });
    const changed = await patch(String(first.headers.etag), 'changed');
    expectStatus(changed, 200);
    expect(changed.body.version).toBe(2);
    const stale = await patch(String(first.headers.etag), 'lost update');
    expectStatus(stale, 412, 'precondition-failed');
    expect(stale.headers.etag).toEqual(changed.headers.etag);
    expectStatus(await patch(String(stale.headers.etag), 'changed again'), 200);
  });

  test('a fault is a 500 that says nothing of its cause', async () => {
    const reply = await request(base)
      .patch(`/notes/${newId()}`)
      .set('authorization', authorization)
      .send({ text: 'x' });
    expectStatus(reply, 500, 'internal');
    expect(reply.text).not.toContain('hunter2');
  });

  test('an inbound request id and trace go through; a malformed one is replaced', async () => {
    const good = await request(base).get('/notes').set('x-request-id', 'abc-123');
    expect(good.headers['x-request-id']).toBe('abc-123');
    const bad = await request(base).get('/notes').set('x-request-id', 'a b;c');
    expect(bad.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });
});

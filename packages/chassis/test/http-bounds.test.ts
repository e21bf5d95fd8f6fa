import { brotliCompressSync } from 'node:zlib';
import { newId } from '@ems/chassis/database';
import { expectStatus, type HttpApp, startHttpApp } from '@ems/testing';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import request from 'supertest';

const marks = '\u0345'.repeat(62_000) + '\u0334'.repeat(62_000);

describe('what a request may be at most', () => {
  let notes: HttpApp;
  let base: string;
  let root: string;
  beforeAll(async () => {
    notes = await startHttpApp();
    ({ base } = notes);
    root = base.replace('/api/v1', '');
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => notes.stop());

  const post = () => request(base).post('/notes').set('authorization', notes.authorization);

  test.each([
    ['21 characters where 20 are allowed', 'x'.repeat(21)],
    ['124,000 combining marks', marks],
  ])('%s are refused without being normalised', async (_, text) => {
    const normalize = jest.spyOn(String.prototype, 'normalize');
    const reply = await notes.write(text);
    expectStatus(reply, 400, 'validation-failed');
    expect(reply.body.errors).toEqual([
      { pointer: '#/text', code: 'too-long', detail: expect.any(String), maximum: expect.any(Number) },
    ]);
    expect(normalize).not.toHaveBeenCalled();
    expect(reply.text.length).toBeLessThan(500);
  });

  test.each(['br', 'gzip', 'deflate'])('a body in the coding %s is refused and not decoded', async coding => {
    const body = brotliCompressSync(JSON.stringify({ text: marks }));
    expect(body.length).toBeLessThan(200);
    const reply = await post()
      .set('content-encoding', coding)
      .type('json')
      .serialize(value => value)
      .send(body as unknown as object);
    expectStatus(reply, 415, 'unsupported-media-type');
  });

  test.each([
    ['levels', '['.repeat(100_000)],
    ['values', `[${'0,'.repeat(100_000)}0]`],
    ['objects', `[${Array.from({ length: 15_000 }, (_, index) => `{"${index}":0}`)}]`],
  ])('a body of too many %s is refused before it is parsed', async (_, value) => {
    const parse = jest.spyOn(JSON, 'parse');
    const reply = await post().type('json').send(`{"text":${value}}`);
    const texts = parse.mock.calls.filter(([text]) => text.startsWith('{"text"'));
    expect(texts).toEqual([]);
    expectStatus(reply, 400, 'validation-failed');
  });

  test('of 18,000 unknown fields the first 50 are named, and how many there are more', async () => {
    const body = Object.fromEntries(Array.from({ length: 18_000 }, (_, index) => [`field${index}`, 0]));
    const reply = await post().send(body);
    expectStatus(reply, 400);
    expect(reply.body.errors).toHaveLength(50);
    // The missing text is one more.
    expect(reply.body.moreErrors).toBe(18_001 - 50);
    expect(reply.text.length).toBeLessThan(8_000);
  });

  test('of 899 unknown filters too', async () => {
    const query = Array.from({ length: 899 }, (_, index) => `a${index}=1`).join('&');
    const { body } = await request(base).get(`/notes?${query}`);
    expect([body.errors.length, body.moreErrors]).toEqual([50, 849]);
  });

  test('few errors come without a count, and a long name is repeated in part', async () => {
    const reply = await post().send({ text: 'x', ['k'.repeat(5_000)]: 1 });
    expect(reply.body).not.toHaveProperty('moreErrors');
    expect(reply.body.errors[0].pointer).toBe(`#/${'k'.repeat(100)}…`);
  });

  test('an endless path is repeated in part', async () => {
    const reply = await request(base).get(`/${'x'.repeat(4_000)}`);
    expectStatus(reply, 404);
    expect(reply.body.instance).toHaveLength(500);
  });

  test.each(['accept', 'if-match', 'if-none-match', 'content-type', 'traceparent'])(
    'a long %s is 431 before anything reads it',
    async name => {
      const reply = await request(base)
        .get('/notes')
        .set(name, `"${','.repeat(2_000)}`);
      expectStatus(reply, 431, 'headers-too-large');
    },
  );

  test('a long Idempotency-Key is 400, a long token 401', async () => {
    expectStatus(await post().set('idempotency-key', 'k'.repeat(256)).send({ text: 'x' }), 400);
    const header = `Bearer ${'x'.repeat(5_000)}`;
    expectStatus(await request(base).get('/notes').set('authorization', header), 401);
  });

  test.each([
    '/api/v1/NOTES',
    '/API/v1/notes',
    '/api/v1/notes/',
    '/api/v1//notes',
    '//api/v1/notes',
    '/api/v1/%6eotes',
    '/api/v1%2Fnotes',
    '/api/v1/%2e/notes',
  ])('%s is not another name of /api/v1/notes', async path => {
    expectStatus(await request(root).get(path), 404, 'not-found');
  });

  test('an id has no second spelling either', async () => {
    const patch = (id: string) =>
      request(base).patch(`/notes/${id}`).set('authorization', notes.authorization).send({ text: 'new' });
    const { body } = await notes.write('once');
    expectStatus(await patch(`%${body.id.charCodeAt(0).toString(16)}${body.id.slice(1)}`), 404);
    expectStatus(await patch(body.id), 200);
  });

  test.each([
    ['no text', 'bm8'],
    ['no list', Buffer.from('{"0":"a"}').toString('base64url')],
    ['another length', Buffer.from('["a","b"]').toString('base64url')],
    ['another type', Buffer.from('[1]').toString('base64url')],
    ['a space too much', Buffer.from('["a" ]').toString('base64url')],
    ['padding', Buffer.from('["abc"]').toString('base64')],
    ['bytes that are no text', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]).toString('base64url')],
    ['more than a key can be', Buffer.from(`["${'a'.repeat(300)}"]`).toString('base64url')],
    ['no end', 'W'.repeat(5_000)],
  ])('a cursor of %s is 400', async (_, cursor) => {
    const reply = await request(base).get('/notes').query({ cursor });
    expectStatus(reply, 400, 'validation-failed');
    expect(reply.body.errors[0].pointer).toBe('#/query/cursor');
  });

  test('an unknown id in good form is no such thing', async () => {
    expectStatus(await request(base).get(`/notes/${newId()}`), 405);
  });
});

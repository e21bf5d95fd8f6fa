import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { z } from 'zod';
import { createAuthenticator } from '../auth';
import { newId, type Sql } from '../database';
import { conflict } from '../errors';
import { createLogger } from '../log';
import { createPlainDatabase, createTestTokens, eventually, type PlainDatabase, watchLeaks } from '../testing';
import {
  createApp,
  created,
  decodeCursor,
  type HttpServer,
  httpServer,
  noContent,
  ok,
  pageOf,
  pageQuery,
  routesFor,
  textLine,
  toPage,
} from '.';

const route = routesFor<Sql>();
const note = z.object({ id: z.uuid(), text: z.string(), version: z.int() });
const noteBody = z.strictObject({ text: textLine(20) });
type Note = z.infer<typeof note>;

const noteRoutes = (database: PlainDatabase['database'], gate: { wait: Promise<void> }) => [
  route({
    method: 'post',
    path: '/notes',
    summary: 'Write',
    access: 'user',
    body: noteBody,
    replies: { 201: note },
    handle: async ({ body, transact }) => {
      await gate.wait;
      return transact(
        async tx => {
          const id = newId();
          await tx.$executeRaw`INSERT INTO notes (id, text) VALUES (${id}, ${body.text})`;
          return created(`/api/v1/notes/${id}`, { id, text: body.text, version: 1, secret: 'never shown' });
        },
        { notes_text_key: () => conflict('note.taken', 'There is such a note.') },
      );
    },
  }),
  route({
    method: 'get',
    path: '/notes',
    summary: 'List',
    access: 'public',
    query: z.strictObject({ ...pageQuery }),
    replies: { 200: pageOf(note) },
    handle: async ({ query }) => {
      const after = decodeCursor(z.tuple([z.string()]), query.cursor)?.[0] ?? '';
      const rows = await database.read.$queryRaw<Note[]>`
        SELECT id, text, version FROM notes WHERE text > ${after} ORDER BY text LIMIT ${query.limit + 1}`;
      return ok(
        toPage(
          rows,
          query.limit,
          row => [row.text],
          row => row,
        ),
      );
    },
  }),
  route({
    method: 'patch',
    path: '/notes/:id',
    summary: 'Change',
    access: 'user',
    params: z.strictObject({ id: z.uuid() }),
    body: noteBody,
    replies: { 200: note },
    handle: ({ params, body, transact, requireFresh }) =>
      transact(async tx => {
        const [current] = await tx.$queryRaw<
          Note[]
        >`SELECT id, text, version FROM notes WHERE id = ${params.id} FOR UPDATE`;
        if (!current) throw new Error('a fault with a secret: hunter2');
        requireFresh(current);
        await tx.$executeRaw`UPDATE notes SET text = ${body.text}, version = version + 1 WHERE id = ${params.id}`;
        return ok({ ...current, text: body.text, version: current.version + 1 });
      }),
  }),
  route({
    method: 'delete',
    path: '/notes',
    summary: 'Clear',
    access: 'admin',
    replies: { 204: null },
    handle: async () => noContent(),
  }),
];

describe('the habits of every route', () => {
  const checkLeaks = watchLeaks();
  const tokens = createTestTokens();
  const gate = { wait: Promise.resolve() };
  const authorization = `Bearer ${tokens.tokenFor(newId())}`;
  let plain: PlainDatabase;
  let server: HttpServer;
  let base: string;

  beforeAll(async () => {
    plain = await createPlainDatabase(
      'CREATE TABLE notes (id text PRIMARY KEY, text text CONSTRAINT notes_text_key UNIQUE, version int NOT NULL DEFAULT 1);',
    );
    const app = createApp({
      database: plain.database,
      logger: createLogger('notes', 'silent'),
      authenticate: createAuthenticator('ems', tokens.keys),
      routes: noteRoutes(plain.database, gate),
      inner: {},
    });
    server = httpServer(app, '127.0.0.1', 0);
    await server.start();
    base = `http://127.0.0.1:${server.port()}/api/v1`;
  });
  afterAll(async () => {
    await server.stop();
    await plain.database.close();
    await plain.drop();
    await checkLeaks();
  });

  const write = (text: unknown, key?: string) => {
    const call = request(base).post('/notes').set('authorization', authorization);
    return (key ? call.set('idempotency-key', key) : call).send({ text });
  };
  const count = async () => Number((await plain.query<{ n: string }>('SELECT count(*) AS n FROM notes'))[0]?.n);

  test('a 201 carries Location, a strong ETag with the version, and only what the schema names', async () => {
    const reply = await write('first');
    expect(reply.status).toBe(201);
    expect(reply.headers.location).toBe(`/api/v1/notes/${reply.body.id}`);
    expect(reply.headers.etag).toMatch(/^"1-[\w-]{16}"$/);
    expect(Object.keys(reply.body)).toEqual(['id', 'text', 'version']);
  });

  test.each([
    ['no token', undefined],
    ['nonsense', 'Bearer x.y.z'],
    ['an expired token', `Bearer ${tokens.tokenFor(newId(), 'member', { exp: 1_600_000_000 })}`],
    ['a foreign issuer', `Bearer ${tokens.tokenFor(newId(), 'member', { iss: 'other' })}`],
    ['a foreign audience', `Bearer ${tokens.tokenFor(newId(), 'member', { aud: 'other' })}`],
    ['a foreign key', `Bearer ${createTestTokens().tokenFor(newId())}`],
  ])('%s is 401 and says how to authenticate', async (_, header) => {
    const call = request(base).post('/notes');
    const reply = await (header ? call.set('authorization', header) : call).send({ text: 'x' });
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toContain('Bearer');
    expect(reply.body).toMatchObject({ code: 'unauthenticated', status: 401, instance: '/api/v1/notes' });
  });

  test('a member is refused where only admins may', async () => {
    expect((await request(base).delete('/notes').set('authorization', authorization)).status).toBe(403);
  });

  test('all wrong fields are named by JSON Pointer, unknown ones too', async () => {
    const reply = await request(base).post('/notes').set('authorization', authorization).send({ text: 5, 'a/b': 1 });
    expect(reply.status).toBe(400);
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
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  test('other paths are 404, other methods 405 with Allow, other formats 406', async () => {
    expect((await request(base).get('/nothing')).body.code).toBe('not-found');
    const refused = await request(base).put('/notes').send({});
    expect([refused.status, refused.headers.allow]).toEqual([405, 'POST, GET, DELETE, HEAD, OPTIONS']);
    expect((await request(base).get('/notes').set('accept', 'image/png')).status).toBe(406);
  });

  test('an unknown filter, and a cursor of another list, are 400', async () => {
    expect((await request(base).get('/notes?colour=red')).body.errors[0].pointer).toBe('#/query/colour');
    expect((await request(base).get('/notes?cursor=bm9uc2Vuc2U')).body.errors[0].pointer).toBe('#/query/cursor');
    expect((await request(base).get('/notes?limit=101')).status).toBe(400);
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
    expect(seen).toHaveLength(await count());
  });

  test('If-None-Match of the same bytes is 304 without a body', async () => {
    const { etag } = (await request(base).get('/notes')).headers;
    const reply = await request(base).get('/notes').set('if-none-match', String(etag));
    expect([reply.status, reply.text]).toEqual([304, '']);
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
    expect([changed.status, changed.body.version]).toEqual([200, 2]);
    const stale = await patch(String(first.headers.etag), 'lost update');
    expect([stale.status, stale.body.code, stale.headers.etag]).toEqual([412, 'stale', changed.headers.etag]);
    expect((await patch(String(stale.headers.etag), 'changed again')).status).toBe(200);
  });

  test('the same key and body give the first reply again, once written', async () => {
    const before = await count();
    const first = await write('by key', 'key-1');
    const second = await write('by key', 'key-1');
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect([second.status, second.text, second.headers.location]).toEqual([201, first.text, first.headers.location]);
    expect(await count()).toBe(before + 1);
  });

  test('the same key with another body is 422; a refusal does not use the key up', async () => {
    await write('key two', 'key-2');
    expect((await write('another body', 'key-2')).body.code).toBe('idempotency.key-reused');
    expect((await write('key two', 'key-3')).body.code).toBe('note.taken');
    expect((await write('key three', 'key-3')).status).toBe(201);
  });

  test('while the first request runs, the second is 409 with Retry-After', async () => {
    let open = () => {};
    gate.wait = new Promise(resolve => {
      open = resolve;
    });
    const first = write('slow', 'key-4').then(reply => reply);
    await eventually(async () => (await plain.query(`SELECT FROM idempotency WHERE key = 'key-4'`)).length === 1);
    let second = await write('slow', 'key-4');
    expect([second.status, second.body.code, second.headers['retry-after']]).toEqual([
      409,
      'idempotency.in-progress',
      '1',
    ]);
    open();
    expect((await first).status).toBe(201);
    second = await write('slow', 'key-4');
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  test('a key whose holder died is taken over after its lease', async () => {
    await write('lease', 'key-5');
    await plain.query(`DELETE FROM notes WHERE text = 'lease'`);
    await plain.query(
      `UPDATE idempotency SET status = NULL, claim = 'dead', locked_until = now() + interval '9 s' WHERE key = 'key-5'`,
    );
    expect((await write('lease', 'key-5')).status).toBe(409);
    await plain.query(`UPDATE idempotency SET locked_until = now() - interval '1 s' WHERE key = 'key-5'`);
    expect((await write('lease', 'key-5')).status).toBe(201);
  });

  test('two requests with one key at once write once', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => write('at once', 'key-6')));
    expect(replies.every(reply => reply.status === 201 || reply.status === 409)).toBe(true);
    expect(await plain.query(`SELECT FROM notes WHERE text = 'at once'`)).toHaveLength(1);
  });

  test('a fault is a 500 that says nothing of its cause', async () => {
    const reply = await request(base)
      .patch(`/notes/${newId()}`)
      .set('authorization', authorization)
      .send({ text: 'x' });
    expect([reply.status, reply.body.code]).toEqual([500, 'internal']);
    expect(reply.text).not.toContain('hunter2');
  });

  test('an inbound request id and trace go through; a malformed one is replaced', async () => {
    const good = await request(base).get('/notes').set('x-request-id', 'abc-123');
    expect(good.headers['x-request-id']).toBe('abc-123');
    const bad = await request(base).get('/notes').set('x-request-id', 'a b;c');
    expect(bad.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });
});

import { request as sendRaw } from 'node:http';
import { eventually, expectStatus, type HttpApp, startHttpApp } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import request from 'supertest';

let notes: HttpApp;
beforeAll(async () => {
  notes = await startHttpApp();
});
afterAll(() => notes.stop());

/** Holds a row's lock until it is let go. */
async function holdNote(id: string) {
  await notes.query('CREATE TABLE IF NOT EXISTS holds (note TEXT)');
  await notes.query('INSERT INTO holds VALUES ($1)', [id]);
  const held = notes.query(`
    DO $$ BEGIN
      PERFORM 1 FROM notes WHERE id = '${id}' FOR UPDATE;
      WHILE EXISTS (SELECT FROM holds) LOOP PERFORM pg_sleep(0.01); END LOOP;
    END $$`);
  const isHeld = async () =>
    (await notes.query('SELECT FROM notes WHERE id = $1 FOR UPDATE SKIP LOCKED', [id])).length === 0;
  await eventually(isHeld);
  return async () => {
    await notes.query('DELETE FROM holds');
    await held;
  };
}

test('writers that queue for one row leave reads their connections, and are told early that it is too much', async () => {
  const { body } = expectStatus(await notes.write('hot'), 201);
  const letGo = await holdNote(body.id);
  const replies: request.Response[] = [];
  const change = async (text: string) => {
    const call = request(notes.base).patch(`/notes/${body.id}`).set('authorization', notes.authorization);
    replies.push(await call.send({ text }));
  };
  const writers = Promise.all(Array.from({ length: 20 }, (_, n) => change(`by ${n}`)));
  for (let n = 0; n < 5; n++) expectStatus(await request(notes.base).get('/notes'), 200);
  await eventually(() => replies.length === 14);
  for (const reply of replies) {
    expectStatus(reply, 503, 'unavailable');
    expect(reply.headers['retry-after']).toMatch(/^[1-3]$/);
  }
  await letGo();
  await writers;
  expect(replies.slice(14).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
});

test('where a queue stands, a write is refused before anybody looks at its token or body, and reads go on', async () => {
  const { body } = expectStatus(await notes.write('persistent'), 201);
  const letGo = await holdNote(body.id);
  const change = () => request(notes.base).patch(`/notes/${body.id}`).set('authorization', notes.authorization);
  const writers = Promise.all(Array.from({ length: 20 }, (_, n) => change().send({ text: `by ${n}` })));
  const reply = await eventually(async () => {
    const refused = await request(notes.base).post('/notes').set('authorization', 'Bearer of nobody').send('{');
    return refused.status === 503 ? refused : undefined;
  });
  expectStatus(reply, 503, 'unavailable');
  expect(reply.headers).toMatchObject({
    'retry-after': expect.stringMatching(/^[1-3]$/),
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': reply.body.requestId,
  });
  expect(reply.body.instance).toMatch(/\/notes$/);
  expectStatus(await request(notes.base).get('/notes'), 200);
  await letGo();
  await writers;
  expectStatus(await notes.write('after'), 201);
});

test('a write whose client goes while it waits is not begun', async () => {
  const { body } = expectStatus(await notes.write('left alone'), 201);
  const letGo = await holdNote(body.id);
  const change = (text: string) =>
    request(notes.base).patch(`/notes/${body.id}`).set('authorization', notes.authorization).send({ text });
  const writers = Promise.all(Array.from({ length: 6 }, (_, n) => change(`number ${n}`)));
  const waiting = async () => {
    const [row] = await notes.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row?.count === 6;
  };
  await eventually(waiting);
  const { promise: hasGone, resolve: gone } = Promise.withResolvers<void>();
  const impatient = sendRaw(`${notes.base}/notes/${body.id}`, {
    method: 'PATCH',
    headers: { authorization: notes.authorization, 'content-type': 'application/json' },
  });
  impatient.on('error', () => gone()).end(JSON.stringify({ text: 'of nobody' }));
  // It has been read when those that came after it are answered.
  for (let n = 0; n < 3; n++) expectStatus(await request(notes.base).get('/notes'), 200);
  impatient.destroy(new Error('gone'));
  await hasGone;
  for (let n = 0; n < 3; n++) expectStatus(await request(notes.base).get('/notes'), 200);
  await letGo();
  await writers;
  const [note] = await notes.query<{ text: string }>('SELECT text FROM notes WHERE id = $1', [body.id]);
  expect(note?.text).not.toBe('of nobody');
});

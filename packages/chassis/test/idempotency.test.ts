import { eventually, expectStatus, type HttpApp, startHttpApp } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

describe('an Idempotency-Key', () => {
  let notes: HttpApp;
  beforeAll(async () => {
    notes = await startHttpApp();
  });
  afterAll(() => notes.stop());

  const write = (text: string, key: string) => notes.write(text, key);

  test('the same key and body give the first reply again, once written', async () => {
    const before = await notes.count();
    const first = await write('by key', 'key-1');
    const second = await write('by key', 'key-1');
    expect(second.headers['idempotency-replayed']).toBe('true');
    expectStatus(second, 201);
    expect(second.text).toEqual(first.text);
    expect(second.headers.location).toEqual(first.headers.location);
    expect(await notes.count()).toBe(before + 1);
  });

  test('the same key with another body is 422; a refusal does not use the key up', async () => {
    await write('key two', 'key-2');
    expectStatus(await write('another body', 'key-2'), 422, 'idempotency.key-reused');
    expectStatus(await write('key two', 'key-3'), 409, 'note.taken');
    expectStatus(await write('key three', 'key-3'), 201);
  });

  test('while the first request runs, the second is 409 with Retry-After', async () => {
    let open = () => {};
    notes.hold.wait = new Promise(resolve => {
      open = resolve;
    });
    const first = write('slow', 'key-4').then(reply => reply);
    await eventually(async () => (await notes.query(`SELECT FROM idempotency WHERE key = 'key-4'`)).length === 1);
    let second = await write('slow', 'key-4');
    expectStatus(second, 409, 'idempotency.in-progress');
    expect(second.headers['retry-after']).toBe('1');
    open();
    expectStatus(await first, 201);
    second = await write('slow', 'key-4');
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  test('a key whose holder died is taken over after its lease', async () => {
    await write('lease', 'key-5');
    await notes.query(`DELETE FROM notes WHERE text = 'lease'`);
    await notes.query(
      `UPDATE idempotency SET status = NULL, claim = 'dead', locked_until = now() + interval '9 s' WHERE key = 'key-5'`,
    );
    expectStatus(await write('lease', 'key-5'), 409);
    await notes.query(`UPDATE idempotency SET locked_until = now() - interval '1 s' WHERE key = 'key-5'`);
    expectStatus(await write('lease', 'key-5'), 201);
  });

  test('two requests with one key at once write once', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => write('at once', 'key-6')));
    expect(replies.every(reply => reply.status === 201 || reply.status === 409)).toBe(true);
    expect(await notes.query(`SELECT FROM notes WHERE text = 'at once'`)).toHaveLength(1);
  });
});

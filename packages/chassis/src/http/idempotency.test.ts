import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../testing';
import { type Notes, startNotes } from '../testing/notes';

describe('an Idempotency-Key', () => {
  let notes: Notes;
  beforeAll(async () => {
    notes = await startNotes();
  });
  afterAll(() => notes.stop());

  const write = (text: string, key: string) => notes.write(text, key);

  test('the same key and body give the first reply again, once written', async () => {
    const before = await notes.count();
    const first = await write('by key', 'key-1');
    const second = await write('by key', 'key-1');
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect([second.status, second.text, second.headers.location]).toEqual([201, first.text, first.headers.location]);
    expect(await notes.count()).toBe(before + 1);
  });

  test('the same key with another body is 422; a refusal does not use the key up', async () => {
    await write('key two', 'key-2');
    expect((await write('another body', 'key-2')).body.code).toBe('idempotency.key-reused');
    expect((await write('key two', 'key-3')).body.code).toBe('note.taken');
    expect((await write('key three', 'key-3')).status).toBe(201);
  });

  test('while the first request runs, the second is 409 with Retry-After', async () => {
    let open = () => {};
    notes.gate.wait = new Promise(resolve => {
      open = resolve;
    });
    const first = write('slow', 'key-4').then(reply => reply);
    await eventually(async () => (await notes.query(`SELECT FROM idempotency WHERE key = 'key-4'`)).length === 1);
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
    await notes.query(`DELETE FROM notes WHERE text = 'lease'`);
    await notes.query(
      `UPDATE idempotency SET status = NULL, claim = 'dead', locked_until = now() + interval '9 s' WHERE key = 'key-5'`,
    );
    expect((await write('lease', 'key-5')).status).toBe(409);
    await notes.query(`UPDATE idempotency SET locked_until = now() - interval '1 s' WHERE key = 'key-5'`);
    expect((await write('lease', 'key-5')).status).toBe(201);
  });

  test('two requests with one key at once write once', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => write('at once', 'key-6')));
    expect(replies.every(reply => reply.status === 201 || reply.status === 409)).toBe(true);
    expect(await notes.query(`SELECT FROM notes WHERE text = 'at once'`)).toHaveLength(1);
  });
});

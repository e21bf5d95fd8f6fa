import { expectStatus, type HttpApp, startHttpApp } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';

describe('Prefer: return=minimal', () => {
  let notes: HttpApp;
  beforeAll(async () => {
    notes = await startHttpApp();
  });
  afterAll(() => notes.stop());

  const write = (text: string, key?: string) => notes.write(text, key).set('prefer', 'return=minimal');
  const change = (path: string, text: string) =>
    request(notes.base.replace('/api/v1', ''))
      .patch(path)
      .set('authorization', notes.authorization)
      .set('prefer', 'return=minimal')
      .send({ text });

  test('makes of what a write answers its place and its ETag, by which the next write goes on', async () => {
    const made = await write('minimal');
    expectStatus(made, 201);
    expect([made.text, made.headers['content-type'], made.headers['content-length']]).toEqual(['', undefined, '0']);
    expect(made.headers['preference-applied']).toBe('return=minimal');
    const changed = await change(String(made.headers.location), 'less').set('if-match', String(made.headers.etag));
    expectStatus(changed, 204);
    expect(changed.headers).toMatchObject({
      'preference-applied': 'return=minimal',
      etag: expect.stringMatching(/^"2-/),
    });
    expectStatus(
      await change(String(made.headers.location), 'too late').set('if-match', String(made.headers.etag)),
      412,
    );
  });

  test('is told again by a replay, as the first reply was', async () => {
    const first = await write('by key', 'key-1');
    const second = await write('by key', 'key-1');
    expectStatus(second, 201);
    expect(second.headers['idempotency-replayed']).toBe('true');
    for (const name of ['location', 'etag', 'preference-applied'])
      expect(second.headers[name]).toBe(first.headers[name]);
  });

  test('changes neither a refusal nor what is read', async () => {
    await write('once');
    const refused = await write('once');
    expectStatus(refused, 409, 'note.taken');
    expect(refused.headers['preference-applied']).toBeUndefined();
    const list = await request(notes.base).get('/notes').set('prefer', 'return=minimal');
    expectStatus(list, 200);
    expect(list.headers['preference-applied']).toBeUndefined();
  });

  test('is bounded as all headers are', async () => {
    expectStatus(await notes.write('long').set('prefer', `x=${'y'.repeat(2_000)}`), 431);
  });
});

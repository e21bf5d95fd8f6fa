import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { newAccount, password } from './support/accounts';
import { api, type Running, startUserService } from './support/start';

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

describe('checking passwords', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startUserService();
  });
  afterAll(() => running.stop());

  test('a storm of logins is queued with a bound, and others are served meanwhile', async () => {
    const { email, as } = await newAccount(running);
    const logIn = () => api(running.url)('post', '/auth/login', { email, password });
    const storm = Promise.all(Array.from({ length: 60 }, logIn));
    const waits: number[] = [];
    let over = false;
    void storm.then(() => {
      over = true;
    });
    while (!over && waits.length < 200) {
      const started = performance.now();
      expect((await as('get', '/users/me')).status).toBe(200);
      waits.push(performance.now() - started);
    }
    const replies = await storm;
    const refused = replies.filter(reply => reply.status === 503);
    expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([200, 503]));
    expect(refused.length).toBeGreaterThanOrEqual(60 - 34);
    expect(refused.every(reply => Number(reply.headers['retry-after']) > 0)).toBe(true);
    // A password takes a quarter of a second and more: whoever had to wait for one would be slower than that.
    expect(median(waits)).toBeLessThan(250);
  });

  test('a login takes as long for unknown and disabled accounts as for a wrong password', async () => {
    const known = await newAccount(running);
    const disabled = await newAccount(running);
    await running.database.query(`UPDATE users SET status = 'disabled' WHERE id = $1`, [disabled.id]);
    const emails = { known: known.email, unknown: 'unknown@example.org', disabled: disabled.email };
    const times: Record<string, number[]> = { known: [], unknown: [], disabled: [] };
    for (let round = 0; round < 15; round++) {
      // Taken in turn, so that a busy machine slows all alike.
      for (const [kind, email] of Object.entries(emails)) {
        const started = performance.now();
        const { status } = await request(running.url)
          .post('/api/v1/auth/login')
          .send({ email, password: 'wrong password' });
        times[kind]?.push(performance.now() - started);
        expect(status).toBe(401);
      }
    }
    const expected = median(times.known ?? []);
    for (const kind of ['unknown', 'disabled']) {
      const ratio = median(times[kind] ?? []) / expected;
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.4);
    }
  });

  test('asking for a mail takes as long for an unknown address as for a known one', async () => {
    const { email } = await newAccount(running);
    const times: Record<string, number[]> = { known: [], unknown: [] };
    for (let round = 0; round < 40; round++) {
      for (const [kind, asked] of Object.entries({ known: email, unknown: 'unknown@example.org' })) {
        const started = performance.now();
        await request(running.url).post('/api/v1/auth/password/forgot').send({ email: asked });
        times[kind]?.push(performance.now() - started);
      }
    }
    const ratio = median(times.unknown ?? []) / median(times.known ?? []);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});

import { api, eventually } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newAccount, password } from './support/accounts';
import { inTransaction } from './support/locks';
import { type Running, startUserService } from './support/start';
import { median } from './support/stopwatch';

describe('checking passwords', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startUserService({ PASSWORD_COST: '12' });
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

  test('who is turned away costs no statement, not even for an Idempotency-Key', async () => {
    const { email } = await newAccount(running);
    const statuses: number[] = [];
    const logIn = (_: unknown, index: number) =>
      api(running.url)('post', '/auth/login', { email, password })
        .set('idempotency-key', `storm-${index}`)
        .then(({ status }) => statuses.push(status));
    let storm: Promise<unknown> | undefined;
    await inTransaction(running.database, async client => {
      // As long as this stands, whoever asks the database anything waits.
      await client.query('LOCK TABLE users, idempotency, throttles, known_devices');
      storm = Promise.all(Array.from({ length: 60 }, logIn));
      await eventually(() => statuses.length >= 60 - 34);
      expect(statuses).toEqual(Array(60 - 34).fill(503));
      await client.query('COMMIT');
    });
    await storm;
    // All places are free again.
    expect((await api(running.url)('post', '/auth/login', { email, password })).status).toBe(200);
  });
});

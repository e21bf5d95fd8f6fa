import { eventually, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newAccount, password } from './support/accounts';
import { inTransaction } from './support/locks';
import { median } from './support/timing';
import { type Api, type App, api, startUserService } from './support/user-service';

describe('the bulkhead of passwords', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService({ PASSWORD_COST: '12' });
  });
  afterAll(() => app.stop());

  test('a storm of logins is queued with a bound, and others are served meanwhile', async () => {
    const { email, as } = await newAccount(app);
    const timed = async (ask: () => ReturnType<Api>) => {
      const started = performance.now();
      const reply = await ask();
      return { reply, ms: performance.now() - started };
    };
    const logIn = () => timed(() => api(app.url)('post', '/auth/login', { email, password }));
    const storm = Promise.all(Array.from({ length: 60 }, logIn));
    const waits: number[] = [];
    let over = false;
    void storm.then(() => {
      over = true;
    });
    while (!over && waits.length < 200) {
      const { reply, ms } = await timed(() => as('get', '/users/me'));
      expectStatus(reply, 200);
      waits.push(ms);
    }
    const logins = await storm;
    const refused = logins.filter(({ reply }) => reply.status === 503);
    expect(new Set(logins.map(({ reply }) => reply.status))).toEqual(new Set([200, 503]));
    expect(refused.length).toBeGreaterThanOrEqual(60 - 34);
    expect(refused.every(({ reply }) => Number(reply.headers['retry-after']) > 0)).toBe(true);
    // A request that waited for a password would on average take half as long as one, on however slow a machine.
    const onePassword = Math.min(...logins.filter(({ reply }) => reply.status === 200).map(({ ms }) => ms));
    expect(median(waits)).toBeLessThan(onePassword / 2);
  });

  test('a rejected request costs no statement, not even for an Idempotency-Key', async () => {
    const { email } = await newAccount(app);
    const answered: string[] = [];
    const logIn = (_: unknown, index: number) =>
      api(app.url)('post', '/auth/login', { email, password })
        .set('idempotency-key', `storm-${index}`)
        .then(({ status, body }) => answered.push(`${status} ${body.detail}`));
    // Few, so that even a slow machine has received them all before the first that waits for the lock gives up.
    const rejected = 6;
    let storm: Promise<unknown> | undefined;
    await inTransaction(app.database, async client => {
      // As long as this lock is held, every statement of the service waits.
      await client.query('LOCK TABLE users, idempotency, throttles, known_devices');
      storm = Promise.all(Array.from({ length: 34 + rejected }, logIn));
      await eventually(() => answered.length >= rejected);
      const rejection = '503 Too many passwords are being checked at the moment.';
      expect(answered.slice(0, rejected)).toEqual(Array(rejected).fill(rejection));
      await client.query('COMMIT');
    });
    await storm;
    // The queue is empty again.
    expectStatus(await api(app.url)('post', '/auth/login', { email, password }), 200);
  });
});

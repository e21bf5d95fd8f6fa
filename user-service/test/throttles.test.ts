import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mailTo } from './support/mails';
import { type App, api, startUserService } from './support/user-service';

const password = 'correct horse battery';
const home = '192.0.2.1';
let lastAddress = 0;
const elsewhere = () => `198.51.100.${++lastAddress}`;

describe('throttles', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService({ RATE_LIMITS: 'on' });
  });
  afterAll(() => app.stop());

  const logInAt = (url: string, email: string, address: string, secret = 'wrong password') =>
    api(url, undefined, address)('post', '/auth/login', { email, password: secret });
  const logIn = (email: string, address: string, secret?: string) => logInAt(app.url, email, address, secret);
  const register = async (address = elsewhere()) => {
    const email = `${randomUUID()}@example.org`;
    const reply = await api(app.url, undefined, address)('post', '/auth/register', {
      email,
      password,
      name: 'Ada',
    });
    return { email, reply };
  };
  /** Ages all counts, as if the time had passed. */
  const pass = (interval: string) =>
    app.database.query(`UPDATE throttles SET until = until - $1::interval`, [interval]);

  test('after five wrong passwords in a minute a device waits, for as long as Retry-After says', async () => {
    const { email } = await register(home);
    for (let tries = 0; tries < 5; tries++) expectStatus(await logIn(email, home), 401);
    const refused = await logIn(email, home, password);
    expectStatus(refused, 429, 'too-many-requests');
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(12);
    await pass(`${seconds} seconds`);
    expectStatus(await logIn(email, home, password), 200);
  });

  test('an address that no account has is throttled alike', async () => {
    const address = elsewhere();
    for (let tries = 0; tries < 5; tries++) expectStatus(await logIn('nobody@example.org', address), 401);
    expectStatus(await logIn('nobody@example.org', address), 429);
  });

  test('many addresses against one account lock it for longer each time, in all instances and over restarts; its owner is let in', async () => {
    const { email } = await register(home);
    const other = await app.second();
    for (let tries = 0; tries < 10; tries++) expectStatus(await logIn(email, elsewhere()), 401);
    const refused = await logInAt(other.url, email, elsewhere(), password);
    expectStatus(refused, 429);
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      const { headers } = await logInAt(other.url, email, elsewhere());
      waits.push(Number(headers['retry-after']));
      await pass(`${headers['retry-after']} seconds`);
      expectStatus(await logInAt(other.url, email, elsewhere()), 401);
    }
    await other.stop();
    for (let round = 1; round < 4; round++) expect(waits[round]).toBeGreaterThan(Number(waits[round - 1]));
    const restarted = await app.second();
    expectStatus(await logInAt(restarted.url, email, elsewhere(), password), 429);
    // Strangers' failures lock out strangers, not the owner's known device.
    expectStatus(await logInAt(restarted.url, email, home, password), 200);
    await restarted.stop();
  });

  test('an owner on a new device gets in by a password reset, whatever strangers do', async () => {
    const { email } = await register(home);
    for (let tries = 0; tries < 11; tries++) await logIn(email, elsewhere());
    const abroad = elsewhere();
    expectStatus(await logIn(email, abroad, password), 429);
    await api(app.url, undefined, abroad)('post', '/auth/password/forgot', { email });
    const { token } = await mailTo(app, email, 'Set a new password');
    const fresh = 'another horse battery';
    const reset = { token, newPassword: fresh };
    expectStatus(await api(app.url, undefined, abroad)('post', '/auth/password/reset', reset), 204);
    // What strangers did before the reset counts no longer, so the next one is judged again.
    expectStatus(await logIn(email, elsewhere()), 401);
    for (let tries = 0; tries < 11; tries++) await logIn(email, elsewhere());
    expectStatus(await logIn(email, abroad, fresh), 200);
  });

  test('of many concurrent guesses no more than the limit are judged', async () => {
    const { email } = await register(home);
    const address = elsewhere();
    const replies = await Promise.all(Array.from({ length: 12 }, () => logIn(email, address)));
    expect(replies.filter(reply => reply.status === 401)).toHaveLength(5);
    expect(replies.filter(reply => reply.status === 429)).toHaveLength(7);
  });

  test('mails to one address are limited, alike for known and unknown ones', async () => {
    const { email } = await register();
    for (const asked of [email, 'unknown@example.org']) {
      const forgot = () => api(app.url, undefined, elsewhere())('post', '/auth/password/forgot', { email: asked });
      for (let tries = 0; tries < 5; tries++) expectStatus(await forgot(), 202);
      expectStatus(await forgot(), 429);
      await pass('10 minutes');
      expectStatus(await forgot(), 202);
    }
  });

  test('tell what is left of a limit, on whatever is answered, and never what others have used up', async () => {
    const address = elsewhere();
    const { email, reply } = await register(address);
    expect([reply.headers.ratelimit, reply.headers['ratelimit-policy']]).toEqual([
      '"registration-by-address";r=299;t=1',
      '"registration-by-address";q=300;w=300',
    ]);
    for (const left of [4, 3, 2, 1, 0]) {
      const refused = await logIn(email, address);
      expectStatus(refused, 401);
      expect(refused.headers.ratelimit).toMatch(
        new RegExp(`^"login-by-address";r=5\\d;t=1, "login-by-device";r=${left};t=([1-9]|1[0-2])$`),
      );
      expect(refused.headers['ratelimit-policy']).toBe('"login-by-address";q=60;w=60, "login-by-device";q=5;w=60');
    }
    const throttled = await logIn(email, address);
    expectStatus(throttled, 429);
    const { 'retry-after': seconds, ratelimit } = throttled.headers;
    expect(ratelimit).toMatch(new RegExp(`^"login-by-address";r=5\\d;t=1, "login-by-device";r=0;t=${seconds}$`));
    const forgot = await api(app.url, undefined, address)('post', '/auth/password/forgot', { email });
    expect(forgot.headers.ratelimit).toMatch(/^"mail-by-address";r=19;t=[1-3]$/);
  });

  test('300 people behind one address register at once, no more, and no address is stored in the counts', async () => {
    const address = elsewhere();
    const hash = 'SELECT key FROM throttles';
    const body = (index: number) => ({ email: `x${index}@example.org`, password, name: 'X' });
    const send = (index: number) => api(app.url, undefined, address)('post', '/auth/register', body(index));
    const { body: first } = await send(0);
    expect(first.user.email).toBe('x0@example.org');
    // The address is taken from here on, which counts as much. One more is allowed each second.
    const statuses: number[] = [];
    const began = Date.now();
    while (statuses.at(-1) !== 429 && statuses.length < 2_000) statuses.push((await send(0)).status);
    expect(statuses.length).toBeGreaterThanOrEqual(300);
    expect(statuses.length).toBeLessThanOrEqual(302 + (Date.now() - began) / 1_000);
    const refused = await send(1);
    expectStatus(refused, 429);
    expect(Number(refused.headers['retry-after']) > 0).toBe(true);
    expect(JSON.stringify(await app.database.query(hash))).not.toMatch(/example|198\.51/);
  });

  test('the current password cannot be guessed with a stolen access token', async () => {
    const { reply } = await register();
    const guess = () =>
      api(app.url, reply.body.accessToken)('post', '/auth/password', {
        currentPassword: 'guess',
        newPassword: password,
      });
    for (let tries = 0; tries < 5; tries++) expectStatus(await guess(), 401);
    expectStatus(await guess(), 429);
  });
});

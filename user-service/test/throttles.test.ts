import { randomUUID } from 'node:crypto';
import { api } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mailTo } from './support/mails';
import { type Running, startUserService } from './support/start';

const password = 'correct horse battery';
const home = '192.0.2.1';
let lastAddress = 0;
const elsewhere = () => `198.51.100.${++lastAddress}`;

describe('throttles', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startUserService({ RATE_LIMITS: 'on' });
  });
  afterAll(() => running.stop());

  const logInAt = (url: string, email: string, address: string, secret = 'wrong password') =>
    api(url, undefined, address)('post', '/auth/login', { email, password: secret });
  const logIn = (email: string, address: string, secret?: string) => logInAt(running.url, email, address, secret);
  const register = async (address = elsewhere()) => {
    const email = `${randomUUID()}@example.org`;
    const reply = await api(running.url, undefined, address)('post', '/auth/register', {
      email,
      password,
      name: 'Ada',
    });
    return { email, reply };
  };
  /** Ages all counts, as if time had passed. */
  const pass = (interval: string) =>
    running.database.query(`UPDATE throttles SET until = until - $1::interval`, [interval]);

  test('after five wrong passwords in a minute a device waits, for as long as it is told', async () => {
    const { email } = await register(home);
    for (let tries = 0; tries < 5; tries++) expect((await logIn(email, home)).status).toBe(401);
    const refused = await logIn(email, home, password);
    expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(12);
    await pass(`${seconds} seconds`);
    expect((await logIn(email, home, password)).status).toBe(200);
  });

  test('an address that no account has is throttled alike', async () => {
    const address = elsewhere();
    for (let tries = 0; tries < 5; tries++) expect((await logIn('nobody@example.org', address)).status).toBe(401);
    expect((await logIn('nobody@example.org', address)).status).toBe(429);
  });

  test('many addresses against one account lock it for longer each time, in all instances and over restarts; its owner comes in', async () => {
    const { email } = await register(home);
    const other = await running.second();
    for (let tries = 0; tries < 10; tries++) expect((await logIn(email, elsewhere())).status).toBe(401);
    const refused = await logInAt(other.url, email, elsewhere(), password);
    expect(refused.status).toBe(429);
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      const { headers } = await logInAt(other.url, email, elsewhere());
      waits.push(Number(headers['retry-after']));
      await pass(`${headers['retry-after']} seconds`);
      expect((await logInAt(other.url, email, elsewhere())).status).toBe(401);
    }
    await other.stop();
    for (let round = 1; round < 4; round++) expect(waits[round]).toBeGreaterThan(Number(waits[round - 1]));
    const restarted = await running.second();
    expect((await logInAt(restarted.url, email, elsewhere(), password)).status).toBe(429);
    // Strangers lock out strangers, not the owner.
    expect((await logInAt(restarted.url, email, home, password)).status).toBe(200);
    await restarted.stop();
  });

  test('an owner on a new device comes in by the mailbox, whatever strangers do', async () => {
    const { email } = await register(home);
    for (let tries = 0; tries < 11; tries++) await logIn(email, elsewhere());
    const abroad = elsewhere();
    expect((await logIn(email, abroad, password)).status).toBe(429);
    await api(running.url, undefined, abroad)('post', '/auth/password/forgot', { email });
    const { token } = await mailTo(running, email, 'Set a new password');
    const fresh = 'another horse battery';
    const reset = { token, newPassword: fresh };
    expect((await api(running.url, undefined, abroad)('post', '/auth/password/reset', reset)).status).toBe(204);
    for (let tries = 0; tries < 11; tries++) await logIn(email, elsewhere());
    expect((await logIn(email, abroad, fresh)).status).toBe(200);
  });

  test('of many guesses at once no more than the share is judged', async () => {
    const { email } = await register(home);
    const address = elsewhere();
    const replies = await Promise.all(Array.from({ length: 12 }, () => logIn(email, address)));
    expect(replies.filter(reply => reply.status === 401)).toHaveLength(5);
    expect(replies.filter(reply => reply.status === 429)).toHaveLength(7);
  });

  test('mails to one address are limited, alike for known and unknown ones', async () => {
    const { email } = await register();
    for (const asked of [email, 'unknown@example.org']) {
      const forgot = () => api(running.url, undefined, elsewhere())('post', '/auth/password/forgot', { email: asked });
      for (let tries = 0; tries < 5; tries++) expect((await forgot()).status).toBe(202);
      expect((await forgot()).status).toBe(429);
      await pass('10 minutes');
      expect((await forgot()).status).toBe(202);
    }
  });

  test('one address makes no more than twenty accounts at once, and no address stands in the counts', async () => {
    const address = elsewhere();
    const hash = 'SELECT key FROM throttles';
    const body = (index: number) => ({ email: `x${index}@example.org`, password, name: 'X' });
    const send = (index: number) => api(running.url, undefined, address)('post', '/auth/register', body(index));
    const { body: first } = await send(0);
    expect(first.user.email).toBe('x0@example.org');
    // The address is taken from here on, which counts as much. One more is allowed every three seconds.
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 60) statuses.push((await send(0)).status);
    expect(statuses.length).toBeGreaterThanOrEqual(20);
    const refused = await send(1);
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([429, true]);
    expect(JSON.stringify(await running.database.query(hash))).not.toMatch(/example|198\.51/);
  });

  test('the current password cannot be guessed by who stole an access token', async () => {
    const { reply } = await register();
    const guess = () =>
      api(running.url, reply.body.accessToken)('post', '/auth/password', {
        currentPassword: 'guess',
        newPassword: password,
      });
    for (let tries = 0; tries < 5; tries++) expect((await guess()).status).toBe(401);
    expect((await guess()).status).toBe(429);
  });
});

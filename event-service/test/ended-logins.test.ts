import { randomUUID } from 'node:crypto';
import { deliver, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type App, startEventService } from './support/start';

describe('a login that has ended', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startEventService({ broker });
  });
  afterAll(() => running.stop());

  const endLogin = (sid: string, endedAt = new Date().toISOString()) =>
    deliver(broker, running.database, messageOf('user.login-ended.v1', sid, 1, { sid, endedAt }));
  const deliverAccount = (id: string, sequence: number, data: object) =>
    deliver(
      broker,
      running.database,
      messageOf('user.updated.v1', id, sequence, { id, role: 'member', status: 'active', ...data }),
    );
  const makeFeed = async (userId: string, sid: string) => {
    const { body } = expectStatus(await running.as(userId, 'member', sid)('post', '/registrations/calendar'), 201);
    return String(body.url).replace('https://ems.example/api/v1', '');
  };
  const opens = async (path: string) => (await running.as()('get', path)).status === 200;

  test('is refused, and another of the same account is not', async () => {
    const [userId, ended, other] = [randomUUID(), randomUUID(), randomUUID()];
    const statusOf = async (sid: string) =>
      (await running.as(userId, 'member', sid)('get', '/events?mine=true')).status;
    expect(await statusOf(ended)).toBe(200);
    await endLogin(ended);
    await eventually(async () => (await statusOf(ended)) === 401);
    expect(await statusOf(other)).toBe(200);
  });

  test('is forgotten when its last token has expired', async () => {
    const sid = randomUUID();
    await endLogin(sid, new Date(Date.now() - 16 * 60_000).toISOString());
    const instance = await running.second();
    const reply = await instance.as(randomUUID(), 'member', sid)('get', '/events?mine=true');
    await instance.stop();
    expectStatus(reply, 200);
  });

  test('takes the calendar feed that was made in it along, and no other', async () => {
    const [userId, ended, other] = [randomUUID(), randomUUID(), randomUUID()];
    const first = await makeFeed(userId, ended);
    await endLogin(other);
    expect(await opens(first)).toBe(true);
    await endLogin(ended);
    expect(await opens(first)).toBe(false);
  });

  test('makes no calendar feed, also before its tokens are refused, and the database says so itself', async () => {
    const [userId, sid] = [randomUUID(), randomUUID()];
    await endLogin(sid);
    expectStatus(await running.as(userId, 'member', sid)('post', '/registrations/calendar'), 401);
    const insert = running.database.query('INSERT INTO calendar_secrets (user_id, hash, sid) VALUES ($1, $2, $3)', [
      userId,
      'any',
      sid,
    ]);
    await expect(insert).rejects.toThrow('calendar_secrets_login');
  });

  test('of an account ends the feeds that it made before, where all of them are to end', async () => {
    const [userId, sid] = [randomUUID(), randomUUID()];
    const before = await makeFeed(userId, sid);
    await deliverAccount(userId, 2, { secretsEndedAt: new Date(Date.now() - 60_000).toISOString() });
    expect(await opens(before)).toBe(true);
    await deliverAccount(userId, 3, { secretsEndedAt: new Date(Date.now() + 1_000).toISOString() });
    expect(await opens(before)).toBe(false);
  });
});

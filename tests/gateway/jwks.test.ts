import { eventually } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { expectSecurityHeaders } from './expect-problem';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

describe('the public keys', () => {
  let users: FakeUpstream;
  let gateway: TestGateway;
  let keys: string;
  let status: number;
  let asked: number;

  beforeAll(async () => {
    users = await startFakeUpstream(({ headers }, response) => {
      asked += 1;
      const isKnown = headers['if-none-match'] === `"${keys}"`;
      response.writeHead(isKnown ? 304 : status, { 'Cache-Control': 'public, max-age=60', ETag: `"${keys}"` });
      response.end(isKnown ? undefined : keys);
    });
    gateway = await startTestGateway({ USER_SERVICE: users.address }, 'off');
  });
  beforeEach(() => {
    [keys, status, asked] = ['first', 200, 0];
  });
  afterAll(async () => {
    await gateway?.stop();
    await users.stop();
  });

  const get = (headers = {}) => rawRequest('/.well-known/jwks.json', { headers }, gateway.url);

  test('are asked for seldom, however many want them, and each reply has an id of its own', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => get()));
    for (const reply of replies) {
      expect([reply.status, reply.body, reply.header('cache-control')]).toEqual([200, 'first', 'public, max-age=60']);
      expectSecurityHeaders(reply);
    }
    expect(new Set(replies.map(({ header }) => header('x-request-id'))).size).toBe(50);
    expect(asked).toBeLessThan(25);
  });

  test('are there again within moments when they have changed, also for those who know the old ones', async () => {
    await eventually(async () => (await get({ 'if-none-match': '"first"' })).status === 304);
    keys = 'second';
    await eventually(async () => (await get({ 'if-none-match': '"first"' })).body === 'second');
    expect((await get({ 'if-none-match': '"second"' })).status).toBe(304);
  });

  test('are asked for anew after a failure', async () => {
    status = 503;
    await eventually(async () => (await get()).status === 503);
    status = 200;
    expect(await get()).toMatchObject({ status: 200, body: 'first' });
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectProblem, expectSecurityHeaders } from './expect-problem';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { otherSpellings } from './other-spellings';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

let upstream: FakeUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startFakeUpstream((_, response) => response.end('{}'));
  const { address } = upstream;
  const services = {
    USER_SERVICE: address,
    EVENT_SERVICE: address,
    SESSION_SERVICE: address,
    SPEAKER_SERVICE: address,
  };
  gateway = await startTestGateway(services, 'on');
});

afterAll(async () => {
  await gateway?.stop();
  await upstream.stop();
});

/** How many of `count` requests, one after the other, pass the limit. */
async function countPassed(path: string, method: string, count: number): Promise<number> {
  let passed = 0;
  for (let sent = 0; sent < count; sent++) {
    const response = await rawRequest(path, { method, headers: { 'x-forwarded-for': `10.0.0.${sent}` } }, gateway.url);
    if (response.status === 200) passed += 1;
    else {
      expectProblem(response, 429, 'too-many-requests', path);
      expect(response.header('retry-after')).toBe('3');
      expectSecurityHeaders(response);
    }
  }
  return passed;
}

test('a venue of 300 behind one address registers at once, and no more, whatever address it claims to be', async () => {
  const began = Date.now();
  const passed = await countPassed('/api/v1/auth/register', 'POST', 400);
  expect(passed).toBeGreaterThanOrEqual(300);
  // One more is allowed each second.
  expect(passed).toBeLessThanOrEqual(302 + (Date.now() - began) / 1_000);
});

test('no other spelling of a path passes the limit: it leads nowhere', async () => {
  for (const path of otherSpellings('auth', 'register')) {
    const response = await rawRequest(path, { method: 'POST' }, gateway.url);
    expect([path, response.status]).toEqual([path, 404]);
  }
});

test("a venue's people register for an event together", async () => {
  const path = '/api/v1/events/camp/registrations';
  const all = Array.from({ length: 300 }, () => rawRequest(path, { method: 'POST', body: '{}' }, gateway.url));
  expect((await Promise.all(all)).filter(({ status }) => status !== 200)).toEqual([]);
});

test('refreshing tokens, reading and writing are not limited by that', async () => {
  expect(await countPassed('/api/v1/auth/refresh', 'POST', 50)).toBe(50);
  expect(await countPassed('/api/v1/events', 'GET', 50)).toBe(50);
  expect(await countPassed('/api/v1/events', 'POST', 50)).toBe(50);
});

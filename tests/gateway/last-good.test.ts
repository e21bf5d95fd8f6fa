import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { expectProblem, expectSecurityHeaders } from './expect-problem';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

/** Longer than a reply is kept. */
const keptMs = 10_000;
const staleWarning = '111 - "Revalidation Failed"';

describe('a public read whose service does not answer', () => {
  let gateway: TestGateway;
  let service: FakeUpstream;
  let calls = 0;
  let answer: { status: number; headers: Record<string, string>; cut?: boolean };

  const listen = (address?: string) =>
    startFakeUpstream((_, response) => {
      calls++;
      if (answer.cut) return response.destroy();
      return response.writeHead(answer.status, answer.headers).end(JSON.stringify({ call: calls }));
    }, address);
  beforeAll(async () => {
    service = await listen();
    const [EVENT_SERVICE, SESSION_SERVICE, USER_SERVICE] = Array<string>(3).fill(service.address);
    gateway = await startTestGateway({ EVENT_SERVICE, SESSION_SERVICE, USER_SERVICE } as Record<string, string>, 'off');
  });
  beforeEach(async () => {
    answer = { status: 200, headers: { 'Content-Type': 'application/json', ETag: '"1"', 'Cache-Control': 'no-cache' } };
  });
  afterAll(async () => {
    await gateway?.stop();
    await service?.stop();
  });

  let paths = 0;
  /** One that nobody has asked for. */
  const newPath = () => `/api/v1/events/${++paths}`;
  const get = (path: string, headers: Record<string, string> = {}) => rawRequest(path, { headers }, gateway.url);
  const callOf = ({ body }: { body: string }) => (JSON.parse(body) as { call: number }).call;

  /** Asks until a reply is kept. */
  const keep = (path: string, headers: Record<string, string> = {}) =>
    eventually(async () => {
      answer.cut = false;
      await get(path, headers);
      answer.cut = true;
      const reply = await get(path, headers);
      answer.cut = false;
      return reply.status === 200;
    });

  test('is answered by the last good reply, marked; a service that answers is asked each time', async () => {
    const path = newPath();
    await keep(path);
    for (let n = 0; n < 50; n++) {
      const before = calls;
      const reply = await get(path);
      expect(callOf(reply)).toBe(before + 1);
      expect(reply.header('warning')).toBeUndefined();
    }
    answer.cut = true;
    const stale = await get(path);
    expect(stale.status).toBe(200);
    expect(stale.header('warning')).toBe(staleWarning);
    expect(stale.header('cache-control')).toBe('no-cache');
    expect(stale.header('etag')).toBe('"1"');
    expectSecurityHeaders(stale);
    expect((await get(path, { 'if-none-match': '"1"' })).status).toBe(304);
  });

  test('is a problem when the last good reply is older than ten seconds, however often it is asked for', async () => {
    const path = newPath();
    await keep(path);
    answer.cut = true;
    const began = Date.now();
    while (Date.now() - began < keptMs + 1_000) {
      await get(path);
      await delay(200);
    }
    expectProblem(await get(path), 503, 'unavailable', path);
  });

  test('is passed on as it is when the service refuses, also for overload', async () => {
    const path = newPath();
    await keep(path);
    answer = { status: 503, headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '9' } };
    const reply = await get(path);
    expect(reply.status).toBe(503);
    expect(reply.header('retry-after')).toBe('9');
  });

  test.each([
    ['with a token', newPath(), { authorization: 'Bearer t' }, {}],
    ['of a search', '/api/v1/sessions?eventId=1&q=word', {}, {}],
    ['of an account', '/api/v1/users/1', {}, {}],
    ['of a ticket', '/api/v1/registrations/1/ticket.svg?signature=s', {}, {}],
    ['that is private', newPath(), {}, { 'Cache-Control': 'private, no-cache' }],
    ['that is not whole', newPath(), {}, { Warning: '199 - "speakers are missing"' }],
  ])('%s is never kept', async (_, path, headers, more) => {
    answer.headers = { ...answer.headers, ...more };
    // Some of these come in the tenth of a second in which replies are kept.
    for (const until = Date.now() + 1_200; Date.now() < until; ) expect((await get(path, headers)).status).toBe(200);
    answer.cut = true;
    expect((await get(path, headers)).status).toBe(503);
  });

  test('depends on all that a reply depends on: another form of it is not answered', async () => {
    const path = newPath();
    await keep(path, { accept: 'application/json' });
    answer.cut = true;
    expect((await get(path, { accept: 'text/html' })).status).toBe(503);
    expect((await get(path, { accept: 'application/json', 'accept-language': 'de' })).status).toBe(503);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectProblem, expectSecurityHeaders } from './expect-problem';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

/** They differ, so that not all come back at once. */
const fewSeconds = /^[2-6]$/;

let upstreams: FakeUpstream[];
let gateway: TestGateway;
let headersSeen: string[] = [];
let requestCount = 0;

beforeAll(async () => {
  const echo = await startFakeUpstream((request, response) => {
    headersSeen = request.rawHeaders;
    response
      .writeHead(200, { 'X-Request-Id': 'other', 'X-Powered-By': 'it', 'X-Frame-Options': 'SAMEORIGIN' })
      .end('{}');
  });
  const cut = await startFakeUpstream(request => {
    requestCount += 1;
    request.socket.destroy();
  });
  const silent = await startFakeUpstream(() => {
    requestCount += 1;
  });
  const busy = await startFakeUpstream((_, response) => {
    response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '9' }).end('{"code":"own"}');
  });
  upstreams = [echo, cut, silent, busy];
  const [USER_SERVICE, EVENT_SERVICE, SESSION_SERVICE, SPEAKER_SERVICE] = upstreams.map(each => each.address) as [
    string,
    string,
    string,
    string,
  ];
  gateway = await startTestGateway({ USER_SERVICE, EVENT_SERVICE, SESSION_SERVICE, SPEAKER_SERVICE }, 'off');
});

afterAll(async () => {
  await gateway?.stop();
  await Promise.all(upstreams.map(each => each.stop()));
});

describe('a gateway whose upstreams misbehave', () => {
  test('passes on only the headers that it knows, and its own on who calls', async () => {
    const spoofed = {
      'x-user-id': '1',
      'x-internal-call': '1',
      'x-forwarded-for': '1.2.3.4',
      'x-request-id': 'mine',
      forwarded: 'for=1.2.3.4',
      origin: 'http://a.example',
    };
    const wanted = {
      authorization: 'Bearer t',
      'idempotency-key': 'k',
      'if-match': '"1"',
      traceparent: '00-1-2-01',
      accept: 'text/csv',
      'accept-encoding': 'br',
      prefer: 'return=minimal',
    };
    const response = await rawRequest(
      '/api/v1/users?q=1',
      { headers: { ...spoofed, ...wanted, 'user-agent': 'test' } },
      gateway.url,
    );
    const seen = Object.fromEntries(
      headersSeen.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), headersSeen[index + 1]]] : [])),
    );
    expect(seen).toEqual({
      ...wanted,
      'user-agent': 'test',
      host: new URL(gateway.url).host,
      'x-request-id': response.header('x-request-id'),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expectSecurityHeaders(response);
  });

  test.each([
    ['breaks off', '/api/v1/events'],
    ['is silent for 5 s', '/api/v1/sessions'],
  ])('says of a service that %s whether it may have done something, and sends no request twice', async (_, path) => {
    for (const [method, code] of [
      ['GET', 'unavailable'],
      ['POST', 'outcome-unknown'],
      ['DELETE', 'outcome-unknown'],
    ] as const) {
      requestCount = 0;
      const response = await rawRequest(path, { method }, gateway.url);
      expectProblem(response, 503, code, path);
      expect({ 'retry-after': response.header('retry-after'), requestCount }).toEqual({
        'retry-after': expect.stringMatching(fewSeconds),
        requestCount: 1,
      });
      expectSecurityHeaders(response);
    }
  });

  test('says that nothing was done where no service is', async () => {
    for (const USER_SERVICE of ['127.0.0.1:1', 'nowhere.invalid:3001']) {
      const alone = await startTestGateway({ USER_SERVICE }, 'off');
      const response = await rawRequest('/api/v1/users', { method: 'POST' }, alone.url).finally(alone.stop);
      expectProblem(response, 503, 'unavailable', '/api/v1/users');
      expect(response.header('retry-after')).toMatch(fewSeconds);
    }
  });

  test("passes on a service's own refusal unchanged", async () => {
    const response = await rawRequest('/api/v1/speakers', {}, gateway.url);
    expect({ status: response.status, body: response.body, 'retry-after': response.all('retry-after') }).toEqual({
      status: 503,
      body: '{"code":"own"}',
      'retry-after': ['9'],
    });
    expectSecurityHeaders(response);
  });

  test('names all that are not ready, and of one says 503', async () => {
    const whole = await rawRequest('/health/ready', {}, gateway.url);
    expect({
      status: whole.status,
      'content-type': whole.header('content-type'),
      'retry-after': whole.header('retry-after'),
    }).toEqual({
      status: 503,
      'content-type': 'application/problem+json',
      'retry-after': expect.stringMatching(fewSeconds),
    });
    expect(JSON.parse(whole.body)).toMatchObject({
      code: 'unavailable',
      notReady: ['event-service', 'session-service', 'speaker-service'],
    });
    expectSecurityHeaders(whole);
    expectProblem(
      await rawRequest('/health/event-service/ready', {}, gateway.url),
      503,
      'unavailable',
      '/health/event-service/ready',
    );
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { type RawRequest, type RawResponse, rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

const app = 'https://app.example';
const stranger = 'https://stranger.example';
const token = { authorization: 'Bearer t' };
const exposed =
  'ETag, Link, Location, Retry-After, X-Request-Id, Idempotency-Replayed, Warning, RateLimit, RateLimit-Policy, Preference-Applied';
const readerHeaders = 'If-None-Match, Prefer, Accept, Accept-Language, traceparent, tracestate';
const allHeaders =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, Accept, Accept-Language, traceparent, tracestate';

let echo: FakeUpstream;
let cut: FakeUpstream;
let gateway: TestGateway;
let requestCount = 0;

/** A service that answers with the status that the query asks for, and believes to know better about origins. */
const startEcho = () =>
  startFakeUpstream((request, response) => {
    requestCount += 1;
    const status = Number(new URL(request.url ?? '', 'http://a').searchParams.get('status') ?? 200);
    response.writeHead(status, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': 'X-Own',
      ...(status === 308 && { Location: '/api/v1/events/other' }),
    });
    request.resume().on('end', () => response.end());
  });

beforeAll(async () => {
  echo = await startEcho();
  cut = await startFakeUpstream(request => void request.socket.destroy());
  const services = { USER_SERVICE: echo.address, EVENT_SERVICE: echo.address, SESSION_SERVICE: cut.address };
  gateway = await startTestGateway(services, 'on', {
    CONNECTIONS_PER_ADDRESS: '20',
    CORS_ORIGINS: `loopback, ${app}`,
  });
});
afterAll(async () => {
  await gateway?.stop();
  await Promise.all([echo.stop(), cut.stop()]);
});

const ask = (path: string, request: RawRequest = {}) => rawRequest(path, request, gateway.url);
const from = (origin: string, more: Record<string, string> = {}) => ({ origin, ...more });
const preflight = (path: string, origin: string, method: string, headers?: string) =>
  ask(path, {
    method: 'OPTIONS',
    headers: from(origin, {
      'access-control-request-method': method,
      ...(headers && { 'access-control-request-headers': headers }),
    }),
  });

/** All that a browser goes by; a header that comes twice shows twice. */
const corsOf = ({ all }: RawResponse) => ({
  origin: all('access-control-allow-origin'),
  expose: all('access-control-expose-headers'),
  methods: all('access-control-allow-methods'),
  headers: all('access-control-allow-headers'),
  vary: all('vary').filter(value => value !== 'Accept-Encoding'),
});
const refused = { origin: [], expose: [], methods: [], headers: [], vary: ['Origin'] };
const readable = { origin: ['*'], expose: [exposed], methods: [], headers: [], vary: [] };
const allowedTo = (origin: string) => ({ ...readable, origin: [origin], vary: ['Origin'] });

/** One of every kind of place in the gateway's files, and of every status that it or a service answers there. */
const places: [path: string, status: number, headers?: Record<string, string>][] = [
  ...[200, 201, 204, 304, 308, 400, 401, 404, 409, 413, 429, 500, 503].map((status): [string, number] => [
    `/api/v1/events?status=${status}`,
    status,
  ]),
  ['/.well-known/jwks.json', 200],
  ['/', 200],
  ['/openapi.json', 200],
  ['/openapi.json', 304, { 'if-none-match': '*' }],
  ['/openapi.json', 412, { 'if-match': '"other"' }],
  ['/asyncapi.json', 200],
  ['/messages', 200],
  ['/docs', 200],
  ['/docs/none', 404],
  ['/problems', 200],
  ['/problems/not-found', 200],
  ['/problems/none', 404],
  ['/claim', 200],
  ['/app', 308],
  ['/app/', 404],
  ['/site/none.js', 404],
  ['/health/live', 200],
  ['/health/user-service/ready', 200],
  ['/health/session-service/ready', 503],
  ['/health/ready', 503],
  ['/nowhere', 404],
  ['/api/v1/nobody', 404],
  ['/api/v1//events', 404],
  ['/api/v1/sessions', 503],
  ['/api/v1/speakers', 503],
  [`/${'x'.repeat(9_000)}`, 414],
  ['/health/live', 431, { 'x-long': 'x'.repeat(9_000) }],
];

describe('a page of another origin', () => {
  test.each(places)('reads %s (%d), whoever it is, without a token', async (path, status, headers = {}) => {
    // Without an origin too, so that a cache may keep one reply for all.
    for (const more of [{}, from(app), from(stranger), from('null')]) {
      const response = await ask(path, { headers: { ...more, ...headers } });
      expect([response.status, corsOf(response)]).toEqual([status, readable]);
      expect(response.all('access-control-allow-credentials')).toEqual([]);
    }
    const head = await ask(path, { method: 'HEAD', headers: { ...from(stranger), ...headers } });
    expect([head.status, corsOf(head)]).toEqual([status, readable]);
  });

  // What is too long is refused before a token is read.
  test.each(places.filter(([, status]) => status !== 414 && status !== 431))(
    'reads %s (%d) with a token where its origin is allowed',
    async (path, status, headers = {}) => {
      const read = (more: Record<string, string>) => ask(path, { headers: { ...token, ...more, ...headers } });
      for (const origin of [app, 'http://localhost:5173', 'http://127.0.0.1', 'https://[::1]:1']) {
        const response = await read(from(origin));
        expect([response.status, corsOf(response)]).toEqual([status, allowedTo(origin)]);
        expect(response.all('access-control-allow-credentials')).toEqual([]);
      }
      for (const more of [{}, from(stranger)]) expect(corsOf(await read(more))).toEqual(refused);
    },
  );

  test.each([
    ['/api/v1/events', 200],
    ['/api/v1/events?status=409', 409],
    ['/docs', 405],
    ['/health/ready', 405],
    ['/nowhere', 404],
    ['/api/v1/sessions', 503],
    ['/api/v1/speakers', 503],
  ])('writes to %s (%d) where its origin is allowed', async (path, status) => {
    for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) {
      const response = await ask(path, { method, headers: from(app) });
      expect([response.status, corsOf(response)]).toEqual([status, allowedTo(app)]);
      expect(corsOf(await ask(path, { method, headers: from(stranger) }))).toEqual(refused);
    }
  });

  test('reads why its body is too large, or that it has asked for too much', async () => {
    const body = 'x'.repeat(256 * 1024 + 1);
    const tooLarge = await ask('/api/v1/events', { method: 'POST', headers: from(app), body });
    expect([tooLarge.status, corsOf(tooLarge)]).toEqual([413, allowedTo(app)]);
    let response: RawResponse;
    do {
      response = await ask('/api/v1/auth/register', { method: 'POST', headers: from(app) });
    } while (response.status === 200);
    expect([response.status, corsOf(response)]).toEqual([429, allowedTo(app)]);
  });

  test.each([
    ...['https://app.example.evil', 'https://app.example:8443', 'http://app.example', 'https://sub.app.example'],
    ...['null', 'http://localhost.evil:80', 'http://127.0.0.1.evil', 'http://localhost:1@evil', 'http://127.0.0.2'],
    ...['ftp://localhost', 'https://app-example', 'x https://app.example', 'http://localhost:80/'],
  ])('of %s is a stranger', async origin => {
    expect(corsOf(await ask('/api/v1/events', { headers: from(origin, token) }))).toEqual(refused);
    expect(corsOf(await ask('/api/v1/events', { method: 'POST', headers: from(origin) }))).toEqual(refused);
  });
});

describe('a preflight', () => {
  const paths = ['/api/v1/events', '/api/v1/sessions', '/docs', '/openapi.json', '/health/ready', '/nowhere'];

  test.each(paths)('of %s is answered without a service', async path => {
    requestCount = 0;
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await preflight(path, app, method, 'authorization,content-type');
      expect([response.status, response.body, corsOf(response)]).toEqual([
        204,
        '',
        {
          ...allowedTo(app),
          expose: [],
          methods: ['GET, HEAD, POST, PUT, PATCH, DELETE'],
          headers: [allHeaders],
        },
      ]);
      expect(response.header('access-control-max-age')).toBe('7200');
      expect(response.all('access-control-allow-credentials')).toEqual([]);
    }
    expect(requestCount).toBe(0);
  });

  test.each([
    ['GET', 'authorization'],
    ['GET', 'if-none-match, Authorization'],
    ['POST', undefined],
    ['DELETE', undefined],
    ['PATCH', 'content-type'],
  ])('of a stranger who asks for %s with %s allows nothing', async (method, headers) => {
    const response = await preflight('/api/v1/events', stranger, method, headers);
    expect([response.status, corsOf(response)]).toEqual([204, refused]);
    expect(response.all('access-control-max-age')).toEqual([]);
  });

  test('of a stranger who reads without a token allows such reads, and no more', async () => {
    for (const origin of [stranger, app]) {
      const response = await preflight('/api/v1/events', origin, 'GET', 'if-none-match,prefer');
      expect(corsOf(response)).toEqual({
        ...readable,
        expose: [],
        methods: ['GET, HEAD'],
        headers: [readerHeaders],
      });
    }
  });

  test('is none without an origin or a method asked for: the service says what a path allows', async () => {
    requestCount = 0;
    await ask('/api/v1/events', { method: 'OPTIONS', headers: from(app) });
    await ask('/api/v1/events', { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } });
    expect(requestCount).toBe(2);
  });
});

test('without CORS_ORIGINS only public reads are for pages of other origins', async () => {
  const closed = await startTestGateway({ EVENT_SERVICE: echo.address }, 'off');
  try {
    const asked = (request: RawRequest) => rawRequest('/api/v1/events', request, closed.url);
    expect(corsOf(await asked({ headers: from('http://localhost:5173') }))).toEqual(readable);
    expect(corsOf(await asked({ headers: from('http://localhost:5173', token) }))).toEqual(refused);
    expect(corsOf(await asked({ method: 'POST', headers: from('http://localhost:5173') }))).toEqual(refused);
  } finally {
    await closed.stop();
  }
});

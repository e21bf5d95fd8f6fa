import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from './ask';
import { type OwnGateway, ownGateway } from './own-gateway';
import { expectGuarded, expectProblem } from './problem';
import { type StandIn, standIn } from './stand-in';

let services: StandIn[];
let gateway: OwnGateway;
let headersSeen: string[] = [];
let timesAsked = 0;

beforeAll(async () => {
  const echo = await standIn((request, response) => {
    headersSeen = request.rawHeaders;
    response
      .writeHead(200, { 'X-Request-Id': 'other', 'X-Powered-By': 'it', 'X-Frame-Options': 'SAMEORIGIN' })
      .end('{}');
  });
  const cut = await standIn(request => {
    timesAsked += 1;
    request.socket.destroy();
  });
  const silent = await standIn(() => {});
  const busy = await standIn((_, response) => {
    response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '9' }).end('{"code":"own"}');
  });
  services = [echo, cut, silent, busy];
  const [USER_SERVICE, EVENT_SERVICE, SESSION_SERVICE, SPEAKER_SERVICE] = services.map(each => each.address) as [
    string,
    string,
    string,
    string,
  ];
  gateway = await ownGateway({ USER_SERVICE, EVENT_SERVICE, SESSION_SERVICE, SPEAKER_SERVICE }, 'off');
});

afterAll(async () => {
  await gateway?.stop();
  await Promise.all(services.map(each => each.stop()));
});

describe('a gateway whose services misbehave', () => {
  test('passes on only the headers that it knows, and its own word on who asks', async () => {
    const spoofed = {
      'x-user-id': '1',
      'x-internal-call': '1',
      'x-forwarded-for': '1.2.3.4',
      'x-request-id': 'mine',
      forwarded: 'for=1.2.3.4',
    };
    const wanted = {
      authorization: 'Bearer t',
      'idempotency-key': 'k',
      'if-match': '"1"',
      traceparent: '00-1-2-01',
      accept: 'text/csv',
    };
    const answer = await ask(
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
      'x-request-id': answer.header('x-request-id'),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      connection: 'close',
    });
    expectGuarded(answer);
  });

  test('answers 502 when the service breaks off, without asking it twice', async () => {
    for (const method of ['POST', 'PUT', 'GET']) {
      timesAsked = 0;
      const answer = await ask('/api/v1/events', { method }, gateway.url);
      expectProblem(answer, 502, 'bad-gateway', '/api/v1/events');
      expect([answer.header('retry-after'), timesAsked]).toEqual(['2', 1]);
      expectGuarded(answer);
    }
  });

  test('answers 504 when the service is silent for 5 s', async () => {
    const answer = await ask('/api/v1/sessions', {}, gateway.url);
    expectProblem(answer, 504, 'gateway-timeout', '/api/v1/sessions');
    expect(answer.header('retry-after')).toBe('2');
    expectGuarded(answer);
  });

  test("leaves a service's own refusal as it is", async () => {
    const answer = await ask('/api/v1/speakers', {}, gateway.url);
    expect([answer.status, answer.body, answer.all('retry-after')]).toEqual([503, '{"code":"own"}', ['9']]);
    expectGuarded(answer);
  });

  test('names all that are not ready, and of one says 503', async () => {
    const whole = await ask('/health/ready', {}, gateway.url);
    expect([whole.status, whole.header('content-type'), whole.header('retry-after')]).toEqual([
      503,
      'application/problem+json',
      '2',
    ]);
    expect(JSON.parse(whole.body)).toMatchObject({
      code: 'unavailable',
      notReady: ['event-service', 'session-service', 'speaker-service'],
    });
    expectGuarded(whole);
    expectProblem(
      await ask('/health/event-service/ready', {}, gateway.url),
      503,
      'unavailable',
      '/health/event-service/ready',
    );
  });
});

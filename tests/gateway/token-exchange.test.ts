import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { operationsOf, type Paths } from '@ems/chassis/openapi';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../support/services';
import { expectProblem, expectSecurityHeaders } from './expect-problem';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

const secret = `ems_${'A1b2C3d'.repeat(7)}`;
const shown = { authorization: `Bearer ${secret}` };

let users: FakeUpstream;
let events: FakeUpstream;
let gateway: TestGateway;
/** What user-service was asked, and event-service. */
let exchanges: IncomingMessage[];
let served: IncomingMessage[];
let exchange: (request: IncomingMessage, response: ServerResponse) => void;
let serve: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  users = await startFakeUpstream((incoming, response) => {
    exchanges.push(incoming);
    exchange(incoming, response);
  });
  events = await startFakeUpstream((incoming, response) => {
    served.push(incoming);
    serve(incoming, response);
  });
  gateway = await startTestGateway({ USER_SERVICE: users.address, EVENT_SERVICE: events.address }, 'off');
});
beforeEach(() => {
  [exchanges, served] = [[], []];
  exchange = (_, response) => response.writeHead(204, { 'Access-Token': 'its.own.jwt' }).end();
  serve = (incoming, response) => {
    incoming.resume();
    response.end('{}');
  };
});
afterAll(async () => {
  await gateway?.stop();
  await Promise.all([users, events].map(each => each?.stop()));
});

const ask = (path = '/api/v1/events', options: Parameters<typeof rawRequest>[1] = { headers: shown }) =>
  rawRequest(path, options, gateway.url);

describe('a personal access token', () => {
  test('goes to user-service alone; the service gets what it was exchanged for, whatever the method', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']) {
      [exchanges, served] = [[], []];
      const path = '/api/v1/events/a%20b?q=%2F1';
      const response = await ask(path, {
        method,
        headers: {
          ...shown,
          'idempotency-key': 'k',
          'x-forwarded-for': '1.2.3.4',
          'access-token': 'smuggled',
          'x-access-token': 'smuggled',
        },
        ...(method === 'POST' && { body: '{"title":"x"}' }),
      });
      expect(response.status).toBe(200);
      expectSecurityHeaders(response);
      expect(response.header('access-token')).toBeUndefined();
      const [[asked], [got]] = [exchanges, served];
      expect({ method: asked?.method, url: asked?.url }).toEqual({ method: 'GET', url: '/token-exchange' });
      expect(asked?.headers).toEqual({
        ...shown,
        host: new URL(gateway.url).host,
        'x-request-id': response.header('x-request-id'),
        'x-forwarded-for': '127.0.0.1',
      });
      expect({ method: got?.method, url: got?.url }).toEqual({ method, url: path });
      expect(got?.headers).toMatchObject({ authorization: 'Bearer its.own.jwt', 'idempotency-key': 'k' });
      expect(JSON.stringify(got?.rawHeaders)).not.toMatch(/ems_|smuggled/);
    }
  });

  test('is known by its beginning, in any spelling of the scheme; for whatever else nothing is asked', async () => {
    await ask('/api/v1/events', { headers: { authorization: `bearer  ${secret}` } });
    expect(exchanges).toHaveLength(1);
    expect(served[0]?.headers.authorization).toBe('Bearer its.own.jwt');
    const others = ['Bearer a.b.c', 'Basic ZW1zXw==', 'Bearer ', `ems_${secret}`, `Bearer x${secret}`];
    for (const authorization of others) await ask('/api/v1/events', { headers: { authorization } });
    await ask('/api/v1/events', { headers: { 'access-token': 'smuggled' } });
    expect(exchanges).toHaveLength(1);
    expect(served.slice(1).map(({ headers }) => headers.authorization)).toEqual([
      ...others.map(each => each.trim()),
      undefined,
    ]);
  });

  test('is not looked at where OpenAPI says that a token changes nothing', async () => {
    const openapi: Paths<{ security: object[] }> = JSON.parse(
      readFileSync(join(root, 'api-gateway/site/openapi.json'), 'utf8'),
    );
    const open = operationsOf(openapi).filter(({ operation }) => operation.security.length === 0);
    const ofApi = open.filter(({ path }) => path.startsWith('/api/v1/'));
    expect(ofApi.length).toBeGreaterThan(7);
    for (const { method, path } of ofApi)
      await ask(`${path}?token=x`, { headers: shown, method: method.toUpperCase() });
    const asked = [...exchanges, ...served];
    expect(asked.map(({ url }) => url?.replace('?token=x', '')).toSorted()).toEqual(
      ofApi.map(({ path }) => path).toSorted(),
    );
    expect(JSON.stringify(asked.map(({ rawHeaders }) => rawHeaders))).not.toContain('ems_');
  });

  test('that user-service refuses is a 401 with its reason, and no service is asked', async () => {
    const challenge =
      'Bearer realm="ems", error="invalid_token", error_description="This access token is expired or so."';
    exchange = (_, response) =>
      response.writeHead(401, { 'WWW-Authenticate': challenge, 'Content-Type': 'application/problem+json' }).end('{}');
    const response = await ask();
    expectProblem(response, 401, 'unauthenticated', '/api/v1/events');
    expectSecurityHeaders(response);
    expect(response.header('www-authenticate')).toBe(challenge);
    expect(JSON.parse(response.body).detail).toBe('This access token is expired or so.');
    expect(served).toEqual([]);
  });

  test('shown by one who guesses too often is a 429', async () => {
    exchange = (_, response) => response.writeHead(429, { 'Retry-After': '7' }).end('{}');
    const response = await ask();
    expectProblem(response, 429, 'too-many-requests', '/api/v1/events');
    expect(response.header('retry-after')).toBe('3');
    expect(served).toEqual([]);
  });

  const faults: Record<string, typeof exchange> = {
    'knows no exchange': (_, response) => response.writeHead(404).end('{}'),
    'has a fault': (_, response) => response.writeHead(500).end('{}'),
    'is not ready': (_, response) => response.writeHead(503, { 'Retry-After': '1' }).end('{}'),
    'cuts the connection': incoming => incoming.socket.destroy(),
    'is silent': () => undefined,
  };
  test.each(Object.keys(faults))('is a 503 where user-service %s, and no service is asked', async fault => {
    exchange = faults[fault] ?? exchange;
    for (const method of ['GET', 'POST']) {
      const response = await ask('/api/v1/events', { method, headers: shown });
      // Of a write too: nothing was done.
      expectProblem(response, 503, 'unavailable', '/api/v1/events');
      expectSecurityHeaders(response);
      expect(response.header('retry-after')).toMatch(/^[2-6]$/);
    }
    expect(served).toEqual([]);
    expect((await ask('/api/v1/events', {})).status).toBe(200);
  });

  test('that is exchanged for nothing leads nowhere', async () => {
    exchange = (_, response) => response.writeHead(204).end();
    await ask();
    expect(served[0]?.headers.authorization?.trim()).toBe('Bearer');
  });

  test('has its body go on to the service as it comes, as without one', async () => {
    let first = '';
    const began = Promise.withResolvers<void>();
    serve = async (incoming, response) => {
      incoming.once('data', chunk => {
        first = String(chunk);
        began.resolve();
      });
      response.end(await text(incoming));
    };
    const { hostname, port } = new URL(gateway.url);
    const headers = { ...shown, 'transfer-encoding': 'chunked', 'content-type': 'application/json' };
    const sent = request({ hostname, port, path: '/api/v1/events', method: 'POST', headers, agent: false });
    sent.write('{"half":');
    // The service has the first half before there is a second.
    await began.promise;
    expect(first).toBe('{"half":');
    const rest = `"${'x'.repeat(200_000)}"}`;
    sent.end(rest);
    const [reply] = (await once(sent, 'response')) as [IncomingMessage];
    expect(await text(reply)).toBe(`{"half":${rest}`);
    expect(exchanges[0]?.headers).not.toHaveProperty('content-length');
    expect(exchanges[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  test('keeps the limits of bodies and paths, which are looked at first', async () => {
    const tooLarge = await ask('/api/v1/events', {
      method: 'POST',
      headers: { ...shown, 'content-length': String(257 * 1024) },
      body: 'x'.repeat(257 * 1024),
    });
    expectProblem(tooLarge, 413, 'too-large', '/api/v1/events');
    expect((await ask('/api/v1/nothing')).status).toBe(404);
    expect((await ask('/_exchange')).status).toBe(404);
    expect((await ask('/_unexchanged/429')).status).toBe(404);
    expect((await ask('/token-exchange')).status).toBe(404);
    expect(served).toEqual([]);
  });

  test('is in no log', () => {
    expect(gateway.logs()).toContain('"path":"/api/v1/events"');
    expect(gateway.logs()).not.toMatch(/ems_|its\.own\.jwt|A1b2C3d/);
  });
});

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from '@ems/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { gateway as system } from '../support/api';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** Begins a request whose body does not come. @returns what has been received so far */
async function beginRequest(base: string, path: string, localAddress: string, method = 'POST'): Promise<() => string> {
  const { hostname, port } = new URL(base);
  const socket = connect({ host: hostname, port: Number(port || 80), localAddress });
  sockets.push(socket);
  let received = '';
  socket.on('error', () => {}).setEncoding('utf8');
  socket.on('data', chunk => {
    received += chunk;
  });
  await once(socket, 'connect');
  socket.write(
    `${method} ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
  );
  return () => received;
}

const begin = (count: number, ...request: Parameters<typeof beginRequest>) =>
  Promise.all(Array.from({ length: count }, () => beginRequest(...request)));
const countRefused = (replies: (() => string)[]) => replies.filter(reply => reply().includes(' 429 ')).length;

describe('connections of one address', () => {
  let upstream: FakeUpstream;
  let gateway: TestGateway;
  let unlimited: TestGateway;
  beforeAll(async () => {
    upstream = await startFakeUpstream((request, response) => {
      request.resume().on('end', () => response.end('{}'));
    });
    const services = { USER_SERVICE: upstream.address };
    gateway = await startTestGateway(services, 'on', { CONNECTIONS_PER_ADDRESS: '20' });
    unlimited = await startTestGateway(services, 'off', { CONNECTIONS_PER_ADDRESS: '20' });
  });
  afterAll(async () => {
    await Promise.all([gateway?.stop(), unlimited?.stop()]);
    await upstream.stop();
  });

  test('are bounded, and another address is served meanwhile', async () => {
    const replies = await begin(30, gateway.url, '/api/v1/users/me', '127.0.0.2');
    await eventually(() => countRefused(replies) === 10);
    expect((await rawRequest('/api/v1/users/me', {}, gateway.url)).status).toBe(200);
    const reply = await beginRequest(gateway.url, '/health/ready', '127.0.0.2', 'GET');
    await eventually(() => reply().includes('"code":"too-many-requests"'));
  });

  test('are not where the limits are off', async () => {
    const replies = await begin(30, unlimited.url, '/api/v1/users/me', '127.0.0.3');
    expect((await rawRequest('/api/v1/users/me', {}, unlimited.url)).status).toBe(200);
    expect(countRefused(replies)).toBe(0);
  });
});

describe('requests whose bodies do not come', () => {
  test('are at most 50 of one address, and another address is served meanwhile', async () => {
    const replies = await begin(60, system(), '/api/v1/auth/login', '127.0.0.4');
    await eventually(() => countRefused(replies) === 10);
    expect(
      (
        await rawRequest('/api/v1/auth/login', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        })
      ).status,
    ).toBe(400);
  });

  test('are answered without them where nobody wants them', async () => {
    const read = await beginRequest(system(), '/api/v1/events', '127.0.0.5', 'GET');
    await eventually(() => read().startsWith('HTTP/1.1 200 '));
    const written = await beginRequest(system(), '/api/v1/events', '127.0.0.5');
    await eventually(() => written().startsWith('HTTP/1.1 401 '));
  });

  test('are given up after half a minute, however slowly they go on', async () => {
    const reply = await beginRequest(system(), '/api/v1/auth/login', '127.0.0.6');
    const socket = sockets.at(-1);
    const drip = setInterval(() => socket?.write(' '), 5_000);
    await eventually(() => reply().includes('"code":"request-timeout"'), 45_000).finally(() => clearInterval(drip));
    expect(reply()).toMatch(/^HTTP\/1\.1 408 /);
  }, 120_000);
});

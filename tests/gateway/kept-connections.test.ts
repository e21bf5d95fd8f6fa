import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { eventually } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

const path = '/api/v1/users/me';
/** As nginx.conf has it; each keeps connections of its own. */
const workers = 2;

describe('connections to a service', () => {
  let upstream: FakeUpstream;
  let gateway: TestGateway;
  /** On which it was asked so far. */
  let sockets: Set<Socket>;
  /** How often it was asked with an Idempotency-Key. */
  let times: Map<string, number>;
  let answer: (response: ServerResponse) => void;

  const serve = ({ socket, headers }: IncomingMessage, response: ServerResponse) => {
    sockets.add(socket);
    const key = String(headers['idempotency-key']);
    times.set(key, (times.get(key) ?? 0) + 1);
    answer(response);
  };
  const ask = (method = 'GET', key = '') =>
    rawRequest(path, { method, headers: key ? { 'idempotency-key': key } : {} }, gateway.url);

  beforeAll(async () => {
    upstream = await startFakeUpstream(serve);
    gateway = await startTestGateway({ USER_SERVICE: upstream.address }, 'off');
  });
  beforeEach(() => {
    sockets = new Set();
    times = new Map();
    answer = response => response.end('{}');
  });
  afterAll(async () => {
    await gateway?.stop();
    await upstream.stop();
  });

  test('are kept for the requests of everybody, reading and writing, with an error and without', async () => {
    answer = response => response.writeHead(times.size % 2 ? 200 : 409).end('{}');
    for (let sent = 0; sent < 20; sent++) {
      await ask('GET');
      await ask('POST', randomUUID());
    }
    // On a busy machine one may have been idle for so long that it was ended.
    expect(sockets.size).toBeLessThanOrEqual(4 * workers);
  });

  test('that the service has closed are not used again', async () => {
    for (let round = 0; round < 20; round++) {
      expect((await ask('POST')).status).toBe(200);
      const closed = [...sockets].filter(({ destroyed }) => !destroyed);
      for (const socket of closed) socket.end();
      // The gateway has closed its side too.
      await eventually(() => closed.every(socket => socket.closed));
    }
    expect(sockets.size).toBeGreaterThanOrEqual(20);
  });

  test('are not kept where a reply comes before its request is whole', async () => {
    answer = response => response.writeHead(401).end('{}');
    const refused = await rawRequest(path, { method: 'POST', body: 'x'.repeat(250_000) }, gateway.url);
    expect(refused.status).toBe(401);
    answer = response => response.end('{}');
    for (let sent = 0; sent < 5; sent++) expect((await ask()).status).toBe(200);
  });

  test('may end at any moment: what is lost is a 503, nothing is sent twice, and the service is found at once', async () => {
    const { address } = upstream;
    const statuses = new Map<number, number>();
    let isOver = false;
    const asking = Array.from({ length: 16 }, async (_, index) => {
      while (!isOver) {
        const { status } = await ask(index % 2 ? 'POST' : 'GET', randomUUID());
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    for (let round = 0; round < 10; round++) {
      const before = times.size;
      await eventually(() => times.size > before + 50);
      await upstream.stop();
      upstream = await startFakeUpstream(serve, address);
      expect((await ask('POST')).status).toBe(200);
    }
    isOver = true;
    await Promise.all(asking);
    expect([...statuses.keys()].filter(status => status !== 200 && status !== 503)).toEqual([]);
    times.delete('undefined');
    expect([...times].filter(([, count]) => count > 1)).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { expectProblem } from './expect-problem';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

const path = '/api/v1/users/me';
const writing = ['POST', 'PATCH', 'PUT', 'DELETE'];
const reading = ['GET', 'HEAD'];

test('bodies of which the gateway takes the whole are at most 50 of one address, and what else it asks is answered', async () => {
  const upstream = await startFakeUpstream((_, response) => response.end('{}'));
  const limited = await startTestGateway({ USER_SERVICE: upstream.address }, 'on');
  const { hostname, port } = new URL(limited.url);
  const slow = new Set<Socket>();
  /** Begins as many bodies as are not there: one is refused where another request was quicker, and given up after ten seconds. */
  const hold = () => {
    while (slow.size < 50) {
      const socket = connect(Number(port), hostname);
      slow.add(socket);
      socket.on('error', () => undefined).on('close', () => slow.delete(socket));
      socket.once('data', () => socket.destroy());
      socket.write(`PUT ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n`);
    }
  };
  const put = () => rawRequest(path, { method: 'PUT', body: '{}' }, limited.url);
  try {
    await eventually(async () => {
      hold();
      return (await put()).status === 429;
    });
    expectProblem(await put(), 429, 'too-many-requests', path);
    expect((await rawRequest(path, {}, limited.url)).status).toBe(200);
    expect((await rawRequest(path, { method: 'POST', body: '{}' }, limited.url)).status).toBe(200);
    for (const socket of slow) socket.destroy();
    await eventually(async () => (await put()).status === 200);
  } finally {
    for (const socket of slow) socket.destroy();
    await limited.stop();
    await upstream.stop();
  }
});

describe('a service of which several instances run', () => {
  let instances: FakeUpstream[];
  let gateway: TestGateway;
  /** What each was asked: the Idempotency-Key, and how long the body was. */
  let asked: { instance: number; key: string; length: number }[];
  let answer: (response: ServerResponse, instance: number, request: IncomingMessage) => void;

  const start = (instance: number, address?: string) =>
    startFakeUpstream(async (request, response) => {
      const { length } = await text(request);
      asked.push({ instance, key: String(request.headers['idempotency-key']), length });
      answer(response, instance, request);
    }, address);
  const ask = (method: string, key: string = randomUUID(), body?: string) =>
    rawRequest(
      path,
      {
        method,
        headers: { 'idempotency-key': key, ...(body && { 'content-length': `${body.length}` }) },
        ...(body && { body }),
      },
      gateway.url,
    );
  const effectsOf = (key: string) => asked.filter(each => each.key === key).length;

  beforeAll(async () => {
    instances = [await start(0), await start(1)];
    gateway = await startTestGateway({ USER_SERVICE: instances.map(({ address }) => address).join() }, 'off');
  });
  beforeEach(async () => {
    answer = response => response.end('{}');
    // One that has failed some times is left out for a while.
    await eventually(async () => {
      asked = [];
      for (let sent = 0; sent < 2; sent++) await ask('GET');
      return new Set(asked.map(({ instance }) => instance)).size === 2;
    });
    asked = [];
  });
  afterAll(async () => {
    await gateway?.stop();
    await Promise.all(instances.map(each => each.stop()));
  });

  /** Leaves out the address of the first instance for as long as the work takes. */
  async function withoutFirst(work: () => Promise<void>): Promise<void> {
    const address = instances[0]?.address;
    await instances[0]?.stop();
    await work().finally(async () => {
      instances[0] = await start(0, address);
    });
  }

  test('has each of them asked as often as the others', async () => {
    for (let sent = 0; sent < 40; sent++) expect((await ask(sent % 2 ? 'GET' : 'POST')).status).toBe(200);
    for (const instance of [0, 1])
      expect(Math.abs(asked.filter(each => each.instance === instance).length - 20)).toBeLessThanOrEqual(4);
  });

  test.each(reading)('is asked once more by %s at another instance, when one breaks off', async method => {
    answer = (response, _, { socket }) => (asked.length === 1 ? socket.destroy() : response.end('{}'));
    const key = randomUUID();
    expect((await ask(method, key)).status).toBe(200);
    expect(new Set(asked.map(({ instance }) => instance)).size).toBe(2);
  });

  test('is not asked by GET a third time', async () => {
    answer = (_, __, { socket }) => socket.destroy();
    expectProblem(await ask('GET'), 503, 'unavailable', path);
    expect(asked).toHaveLength(2);
  });

  test.each(writing)('is never asked twice by %s, which may have done something when it broke off', async method => {
    answer = (_, __, { socket }) => socket.destroy();
    for (let sent = 0; sent < 2; sent++) {
      const key = randomUUID();
      expectProblem(await ask(method, key, 'x'.repeat(100)), 503, 'outcome-unknown', path);
      expect(effectsOf(key)).toBe(1);
    }
  });

  test.each([...reading, ...writing])('answers %s while an instance is not there', async method => {
    await withoutFirst(async () => {
      const body = reading.includes(method) ? '' : 'x'.repeat(200_000);
      for (let sent = 0; sent < 6; sent++) {
        const key = randomUUID();
        expect((await ask(method, key, body)).status).toBe(200);
        expect(asked.at(-1)).toEqual({ instance: 1, key, length: body.length });
        expect(effectsOf(key)).toBe(1);
      }
    });
  });

  test.each(writing)(
    'says whether %s may have done something, when no instance is there or the one that is breaks off',
    async method => {
      await withoutFirst(async () => {
        answer = (_, __, { socket }) => socket.destroy();
        const codes = new Set<string>();
        for (let sent = 0; sent < 6; sent++) {
          const key = randomUUID();
          const { code } = JSON.parse((await ask(method, key)).body);
          // One that has failed twice is not asked for a while.
          expect({ code, effects: effectsOf(key) }).toEqual(
            code === 'unavailable' ? { code, effects: 0 } : { code: 'outcome-unknown', effects: 1 },
          );
          codes.add(code);
        }
        expect(codes).toContain('outcome-unknown');
      });
    },
  );
});

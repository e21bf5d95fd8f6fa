import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectProblem } from './expect-problem';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

/** More than the five seconds between two looks at a name. */
const patience = 30_000;

describe('a service with a name', () => {
  let names: string;
  let gateway: TestGateway;
  let first: FakeUpstream;
  let second: FakeUpstream;
  let held: ServerResponse | undefined;
  let drip: NodeJS.Timeout;
  /** Holds one reply back, and goes on slowly, since the gateway gives up on what is silent. */
  const serveFirst: RequestListener = ({ url }, response) => {
    if (url?.endsWith('held')) {
      held = response;
      drip = setInterval(() => response.write('.'), 1_000);
    } else response.end('first');
  };
  const resolveTo = (name: string, ...addresses: string[]) =>
    writeFile(join(names, name), addresses.map(address => `${address} STREAM ${name}\n`).join(''));
  const ask = (path = '/api/v1/users/me') => rawRequest(path, {}, gateway.url);
  const answering = async (count: number) => {
    const bodies = new Set<string>();
    for (let sent = 0; sent < count; sent++) bodies.add((await ask()).body);
    return bodies;
  };

  beforeAll(async () => {
    names = await mkdtemp(join(tmpdir(), 'names-'));
    // In a container another user reads it.
    await chmod(names, 0o755);
    await writeFile(join(names, 'getent'), '#!/bin/sh\ncat "$(dirname "$0")/$2"\n', { mode: 0o755 });
    first = await startFakeUpstream(serveFirst, '127.0.0.2:0');
    const port = first.address.split(':')[1];
    second = await startFakeUpstream((_, response) => response.end('second'), `127.0.0.3:${port}`);
    await resolveTo('users', '127.0.0.2');
    await resolveTo('events');
    const services = { USER_SERVICE: `users:${port}`, EVENT_SERVICE: `events:${port}` };
    gateway = await startTestGateway(services, 'off', {}, names);
  });
  afterAll(async () => {
    await gateway?.stop();
    await Promise.all([first, second].map(each => each?.stop()));
    await rm(names, { recursive: true });
  });

  test('that is not known yet is a 503, and is found as soon as it is', async () => {
    expectProblem(await ask('/api/v1/events'), 503, 'unavailable', '/api/v1/events');
    await resolveTo('events', '127.0.0.3');
    await eventually(async () => (await ask('/api/v1/events')).body === 'second', patience);
  });

  test('is followed to another address, while what is under way at the old one is answered', async () => {
    expect(await answering(4)).toEqual(new Set(['first']));
    const late = ask('/api/v1/users/held');
    await eventually(() => held);
    await resolveTo('users', '127.0.0.3');
    await eventually(async () => (await ask()).body === 'second', patience);
    clearInterval(drip);
    held?.end('late');
    expect((await late).body).toMatch(/^\.+late$/);
  }, 60_000);

  test('of several addresses is asked at each, and where one ends at the others', async () => {
    await resolveTo('users', '127.0.0.3', '127.0.0.2');
    await eventually(async () => (await answering(4)).size === 2, patience);
    await first.stop();
    await eventually(async () => {
      const bodies = await answering(10);
      return bodies.size === 1 && bodies.has('second');
    }, patience);
  }, 90_000);

  test('keeps its address while the name is not known', async () => {
    first = await startFakeUpstream(serveFirst, first.address);
    await resolveTo('events');
    await resolveTo('users', '127.0.0.2');
    await eventually(async () => (await answering(10)).has('first'), patience);
    await eventually(async () => !(await answering(10)).has('second'), patience);
    expect((await ask('/api/v1/events')).body).toBe('second');
  }, 90_000);
});

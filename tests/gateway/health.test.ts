import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../support/services';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

const names = ['user-service', 'event-service', 'session-service', 'speaker-service'];
const states = new Map<string, string>();
let upstreams: FakeUpstream[];
let gateway: TestGateway;

beforeAll(async () => {
  upstreams = await Promise.all(
    names.map(name =>
      startFakeUpstream((_, response) => {
        response.writeHead(200, { 'X-Readiness': states.get(name) ?? 'ready' }).end('{}');
      }),
    ),
  );
  const variables = names.map(name => name.replace('-', '_').toUpperCase());
  gateway = await startTestGateway(
    Object.fromEntries(upstreams.map(({ address }, index) => [variables[index], address])),
    'off',
  );
});

afterAll(async () => {
  await gateway?.stop();
  await Promise.all(upstreams.map(each => each.stop()));
});

const readiness = async () => {
  const { status, body } = await rawRequest('/health/ready', {}, gateway.url);
  return { http: status, ...(JSON.parse(body) as object) };
};

describe("the whole system's readiness", () => {
  test('is that it is ready, where all services are', async () => {
    expect(await readiness()).toEqual({ http: 200, status: 'ready', services: names, degraded: [] });
  });

  test('names who does with less than all', async () => {
    for (const degraded of [['user-service'], ['event-service', 'speaker-service'], names]) {
      for (const name of names) states.set(name, degraded.includes(name) ? 'degraded' : 'ready');
      expect(await readiness()).toEqual({ http: 200, status: 'degraded', services: names, degraded });
    }
  });
});

describe('metrics', () => {
  test('are of no path at the gateway', async () => {
    for (const path of ['/metrics', '/status', '/stub_status', '/api/v1/metrics', '/health/metrics'])
      expect({ path, status: (await rawRequest(path, {}, gateway.url)).status }).toEqual({ path, status: 404 });
  });

  test('are on a network of their own in containers, whose ports are published by nobody', () => {
    const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    expect(Array.from(compose.matchAll(/METRICS_HOST: (\S+)/g), ([, host]) => host)).toEqual(
      names.map(name => name.replace('-service', '-metrics')),
    );
    expect(compose).not.toMatch(/ports:.*(?:9464|15692)/);
  });
});

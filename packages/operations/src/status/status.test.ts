import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lastErrors } from './last-errors';
import { readStatus, type Targets } from './read-status';
import { isWell, render } from './render';
import { parseSamples } from './scrape';

/** What each path answers. */
const texts = new Map<string, string>();
let server: Server;
let targets: Targets;

const wellService = (more = '') => `# TYPE leader gauge
build_info{service="event-service",version="0.1.0",commit="0123456789abcdef"} 1
component_state{component="database",state="up"} 1
component_state{component="database",state="down"} 0
component_state{component="broker",state="up"} 1
process_start_time_seconds ${Date.now() / 1_000 - 100}
http_server_request_duration_seconds_count{method="GET",route="/a",status="200"} 300
http_server_request_duration_seconds_count{method="GET",route="/a",status="503"} 100
outbox_messages 3
outbox_oldest_age_seconds 200
leader{work="event-service relay"} 1
events_with_wrong_seats 0
${more}`;
const wellBroker = 'rabbitmq_alarms_free_disk_space_watermark 0\nrabbitmq_alarms_memory_used_watermark 0\n';

beforeAll(async () => {
  server = createServer((request, response) => {
    const text = texts.get(request.url?.split('?')[0] ?? '');
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  targets = { 'event-service': `${base}/event`, gateway: `${base}/gateway`, broker: `${base}/broker` };
  texts.set('/event/metrics', wellService());
  texts.set('/gateway/metrics', 'nginx_connections{state="active"} 12\n');
  texts.set('/broker/metrics', wellBroker);
  texts.set('/broker/metrics/detailed', 'rabbitmq_detailed_queue_messages{vhost="/",queue="event-service"} 0\n');
});
afterAll(() => new Promise(resolve => server.close(resolve)));

describe('the status', () => {
  test('is well where all are up', async () => {
    const status = await readStatus(targets);
    expect(isWell(status)).toBe(true);
    expect(status.services[0]).toMatchObject({
      state: 'ready',
      version: '0.1.0 0123456',
      outbox: 3,
      outboxSeconds: 200,
    });
    expect(status.services[0]?.requestsPerSecond).toBeCloseTo(4, 0);
    expect(status.services[0]?.failuresPerSecond).toBeCloseTo(1, 0);
    const screen = render(status, []);
    expect(screen).toMatch(/all is well/);
    expect(screen).toMatch(/event-service +ready +0\.1\.0 0123456 .* 3 min .* relay$/m);
    expect(screen).toMatch(/gateway +12 connections/);
  });

  test('counts rates from the status before', async () => {
    const before = await readStatus(targets);
    const after = await readStatus(targets, before);
    expect(after.services[0]?.requestsPerSecond).toBe(0);
  });

  test.each([
    ['component_state{component="replicas",state="degraded"} 1', 'degraded', /event-service: replicas degraded/],
    ['component_state{component="other",state="down"} 1', 'unready', /event-service: other down/],
    ['double_bookings{of="room"} 2', 'ready', /event-service: 2 double bookings/],
  ])('tells of %s', async (line, state, words) => {
    texts.set('/event/metrics', wellService(line));
    const status = await readStatus(targets);
    texts.set('/event/metrics', wellService());
    expect(status.services[0]?.state).toBe(state);
    expect(isWell(status)).toBe(false);
    expect(render(status, [])).toMatch(words);
  });

  test('tells of dead letters, and of a broker that takes nothing', async () => {
    texts.set('/broker/metrics', wellBroker.replace('watermark 0', 'watermark 1'));
    texts.set('/broker/metrics/detailed', 'rabbitmq_detailed_queue_messages{vhost="/",queue="event-service.dead"} 2\n');
    const status = await readStatus(targets);
    expect(status.broker).toBe('blocked');
    expect(render(status, [])).toMatch(/dead letters +event-service\.dead 2/);
    expect(isWell({ ...status, broker: 'up' })).toBe(false);
  });

  test('tells of who does not answer', async () => {
    const { services } = await readStatus({ 'user-service': 'http://127.0.0.1:1', ...targets });
    expect(services.map(({ state }) => state)).toEqual(['away', 'ready']);
  });

  test('shows the newest errors of all logs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ems-status-'));
    const line = (time: string, level: string, msg: string) => JSON.stringify({ level, time, msg });
    writeFileSync(
      join(folder, 'a-service.log'),
      [line('2026-01-02T00:00:00Z', 'error', 'second'), 'cut "level":"error"', line('2026-01-03', 'info', 'no')].join(
        '\n',
      ),
    );
    writeFileSync(join(folder, 'b-service.log'), line('2026-01-01T00:00:00Z', 'fatal', 'first'));
    expect((await lastErrors(folder, ['a-service', 'b-service', 'c-service'], 5)).map(({ text }) => text)).toEqual([
      'first',
      'second',
    ]);
    rmSync(folder, { recursive: true });
  });

  test('reads labels with quotes and values without end', () => {
    const samples = parseSamples('a{x="1,\\"2\\"}",y=""} +Inf\nb 2e3\n# HELP c\n');
    expect(samples.of('a')[0]).toEqual({
      name: 'a',
      labels: { x: '1,\\"2\\"}', y: '' },
      value: Number.POSITIVE_INFINITY,
    });
    expect(samples.sum('b')).toBe(2000);
    expect(samples.sum('c')).toBeUndefined();
  });
});

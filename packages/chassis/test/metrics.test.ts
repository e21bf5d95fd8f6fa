import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { createLogger } from '@ems/chassis/log';
import { metricsServer } from '@ems/chassis/metrics';
import { eventually, type HttpApp, type MessagingApp, startHttpApp, startMessagingApp } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

let database: 'there' | 'away' | 'silent' = 'there';
let readings = 0;
const logged: { msg: string; gauges: string[] }[] = [];
const server = metricsServer({
  host: '127.0.0.1',
  port: 0,
  logger: createLogger('cupboard', 'info', { write: line => void logged.push(JSON.parse(line)) }),
  readings: [
    {
      gauges: { cups: 'Cups in the cupboard' },
      maxAgeSeconds: 0,
      async read() {
        readings++;
        if (database === 'silent') await new Promise(() => {});
        if (database === 'away') throw new Error('away');
        return [{ gauge: 'cups', value: 7 }];
      },
    },
    {
      gauges: { plates: 'Plates by colour' },
      labels: ['colour'],
      maxAgeSeconds: 3_600,
      read: () => [{ gauge: 'plates', value: ++readings, labels: { colour: 'blue' } }],
    },
  ],
});
const url = (path: string) => `http://127.0.0.1:${server.port()}${path}`;
const scrape = async () => (await fetch(url('/metrics'))).text();
const lines = async (start: string) => (await scrape()).split('\n').filter(line => line.startsWith(start));
/** What a sample of the name and labels says; 0 where there is none. */
const valueAt = async (sample: string) => Number((await lines(`${sample} `))[0]?.split(' ').at(-1) ?? 0);

const seriesOf = async (...names: string[]) =>
  (await Promise.all(names.map(name => lines(name)))).reduce((sum, { length }) => sum + length, 0);

describe('metrics of requests', () => {
  let http: HttpApp;
  beforeAll(async () => {
    http = await startHttpApp();
    await server.start?.();
  });
  afterAll(async () => {
    await server.stop?.();
    await http.stop();
  });

  test('are at one path of their own port, in the text format', async () => {
    const reply = await fetch(url('/metrics'));
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await reply.text()).toMatch(/^process_cpu_seconds_total \d/m);
    for (const path of ['/', '/metrics/', '/health/live']) expect((await fetch(url(path))).status).toBe(404);
    expect((await fetch(url('/metrics'), { method: 'POST' })).status).toBe(404);
  });

  test('count them by the template of the route, method and status, and problems by code', async () => {
    const id = randomUUID();
    const sample = 'http_server_request_duration_seconds_count{method="PATCH",route="/api/v1/notes/:id",status="401"}';
    const before = await valueAt(sample);
    await fetch(`${http.base}/notes/${id}`, { method: 'PATCH', body: '{}' });
    await eventually(async () => (await valueAt(sample)) === before + 1);
    const text = await scrape();
    expect(text).not.toContain(id);
    expect(text).toMatch(/^http_server_problems_total\{code="[a-z.-]+"\} \d+$/m);
  });

  test('do not grow by what anybody sends: paths and methods', async () => {
    const throwAll = async () => {
      for (let index = 0; index < 20; index++) {
        await fetch(`${http.base}/${randomUUID()}?${randomUUID()}=1`);
        await fetch(`${http.base}/notes/${randomUUID()}`, { method: 'DELETE' });
      }
      for (const method of ['PROPFIND', 'MKCOL', 'PURGE', 'SEARCH', 'M-SEARCH', 'REPORT']) await ask(method);
    };
    const ask = (method: string) =>
      new Promise<void>((resolve, reject) => {
        const call = httpRequest(`${http.base}/notes`, { method }, reply => reply.resume().once('end', resolve));
        call.once('error', reject).end();
      });
    const others = 'http_server_request_duration_seconds_count{method="other",route="/api/v1/notes",status="405"}';
    await throwAll();
    await eventually(async () => (await valueAt(others)) === 6);
    const before = await seriesOf('http_server_');
    await throwAll();
    await eventually(async () => (await valueAt(others)) === 12);
    expect(await seriesOf('http_server_')).toBe(before);
  });

  test('leave out what cannot be read, and tell the rest', async () => {
    expect(await lines('cups')).toEqual(['cups 7']);
    for (const trouble of ['away', 'silent'] as const) {
      database = trouble;
      expect(await lines('cups')).toEqual([]);
      expect(await lines('plates')).toHaveLength(1);
    }
    database = 'there';
    expect(logged).toMatchObject([{ msg: 'metrics could not be read', gauges: ['cups'] }]);
  });

  test('read no more often than they say', async () => {
    const first = await lines('plates');
    expect(await lines('plates')).toEqual(first);
  });
});

describe('metrics of messages', () => {
  let messaging: MessagingApp;
  beforeAll(async () => {
    messaging = await startMessagingApp();
    await server.start?.();
    await messaging.listen();
  });
  afterAll(async () => {
    await server.stop?.();
    await messaging.pause();
    await messaging.stop();
  });

  test('count them by type and what came of them, and how long they took', async () => {
    await messaging.paint(randomUUID(), 1, 'green');
    await eventually(
      async () => (await valueAt('messages_consumed_total{type="wall.painted.v1",outcome="applied"}')) > 0,
    );
    expect(await valueAt('messages_published_total{type="wall.painted.v1",outcome="published"}')).toBeGreaterThan(0);
    expect(await valueAt('message_lag_seconds_count{type="wall.painted.v1"}')).toBeGreaterThan(0);
    expect(await valueAt('leader{work="painter relay"}')).toBe(1);
  });

  test('do not grow by what anybody sends: types', async () => {
    const deaths = () => valueAt('messages_consumed_total{type="other",outcome="dead-lettered"}');
    const send = async () => {
      const before = await deaths();
      for (let index = 0; index < 5; index++)
        await messaging.broker.publish('wall.former.v1', { type: `wall.${index}.v1` }, randomUUID());
      await eventually(async () => (await deaths()) >= before + 5);
    };
    await send();
    const before = await seriesOf('messages_', 'message_lag');
    await send();
    expect(await seriesOf('messages_', 'message_lag')).toBe(before);
  });
});

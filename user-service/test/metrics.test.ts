import { eventually } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newAccount } from './support/accounts';
import { type App, startUserService } from './support/user-service';

describe('metrics of a service', () => {
  let app: App;
  let metrics: string;
  beforeAll(async () => {
    app = await startUserService({ METRICS_PORT: '0', BUILD_COMMIT: 'abc123', RATE_LIMITS: 'on' });
    metrics = `http://127.0.0.1:${app.service.metricsPort()}/metrics`;
  });
  afterAll(() => app.stop());
  const scrape = async () => (await fetch(metrics)).text();

  /** A reply that is not read to its end would keep its connection open. */
  const statusOf = async (...args: Parameters<typeof fetch>) => {
    const reply = await fetch(...args);
    await reply.arrayBuffer();
    return reply.status;
  };

  test('are on a port of their own alone', async () => {
    expect(await statusOf(metrics)).toBe(200);
    expect(await statusOf(`${app.url}/metrics`)).toBe(404);
    expect(await statusOf(metrics.replace('/metrics', '/health/live'))).toBe(404);
  });

  test('tell what it was built from, its components, its connections and its outbox', async () => {
    await newAccount(app);
    const text = await scrape();
    expect(text).toMatch(/^build_info\{service="user-service",version="\d+\.\d+\.\d+",commit="abc123"\} 1$/m);
    expect(text).toContain('component_state{component="database",state="up"} 1\n');
    expect(text).toContain('component_state{component="broker",state="degraded"} 1\n');
    expect(text).toMatch(/^db_client_connections\{pool="requests",state="idle"\} [1-9]/m);
    expect(text).toContain('db_client_connections_max{pool="messages"} 4\n');
    // Without a broker what was committed waits.
    await eventually(async () => /^outbox_messages [1-9]/m.test(await scrape()));
    expect(text).toMatch(/^mails_unknown 0$/m);
  });

  test('count what a limit refuses, by its name', async () => {
    const attempt = () =>
      statusOf(`${app.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'nobody@example.org', password: 'wrong password' }),
      });
    const statuses = [];
    for (let index = 0; index < 7; index++) statuses.push(await attempt());
    expect(statuses).toContain(429);
    expect(await scrape()).toMatch(/^throttled_total\{policy="login-by-device"\} [1-9]/m);
  });

  test('are nowhere where they are switched off', async () => {
    const off = await app.second({ METRICS_PORT: '0', METRICS: 'off' });
    expect(off.service.metricsPort()).toBeUndefined();
    await off.stop();
  });
});

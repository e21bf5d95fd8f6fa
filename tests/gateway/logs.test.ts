import { randomUUID } from 'node:crypto';
import { eventually } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest, sendBytes } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

const token = 'mZ0q7vX_2hQyT4wKc9dLrB1nE6sJf8Ag-uIoPxWVYzk';
const ticket = '7Q2ZK-4MXW9-P8RTB-0HJVC';
const address = 'ada.lovelace@example.org';

describe("the gateway's logs", () => {
  let cut: FakeUpstream;
  let gateway: TestGateway;
  beforeAll(async () => {
    cut = await startFakeUpstream(request => void request.socket.destroy());
    // The others are nowhere.
    gateway = await startTestGateway({ EVENT_SERVICE: cut.address }, 'off');
  });
  afterAll(async () => {
    await gateway?.stop();
    await cut.stop();
  });

  /** The paths of the access log, once it has as many as there were requests. */
  const loggedPaths = (requests: number) =>
    eventually(() => {
      const lines = gateway
        .logs()
        .split('\n')
        .filter(line => line.startsWith('{'));
      const paths = lines.map(line => JSON.parse(line).path).filter(path => path !== '/health/live');
      return paths.length >= requests ? paths : undefined;
    });

  test('have no value from a path, a query or a header, also where a service fails, but words and ids', async () => {
    const id = randomUUID();
    const asked = [
      `/api/v1/registrations/calendar.ics?token=${token}`,
      `/api/v1/notifications/unsubscribe?token=${token}`,
      `/api/v1/sessions/${id}/reviews?access_token=${token}`,
      `/api/v1/registrations/${id}/ticket.svg?expires=2030-01-01T00:00:00Z&signature=${token}`,
      `/api/v1/events/${ticket}/ticket.svg`,
      `/api/v1/users/${address}`,
      `/api/v1/users/${encodeURIComponent(address)}/export`,
      `/api/v1/speakers/claims/${token}`,
      `/verify-email/${token}`,
      `/${token}`,
      `/api/v1/auth/login`,
      `/verify-email?token=${token}`,
    ];
    const traceparent = { traceparent: address, 'user-agent': address, referer: `https://a.example/${token}` };
    for (const path of asked) await rawRequest(path, { headers: traceparent }, gateway.url);
    await sendBytes(`GET /${token}/../../.. HTTP/1.1\r\nHost: ${token}\r\nConnection: close\r\n\r\n`, gateway.url);
    const paths = await loggedPaths(asked.length + 1);
    const expected = [
      '/api/v1/registrations/calendar.ics',
      '/api/v1/notifications/unsubscribe',
      `/api/v1/sessions/${id}/reviews`,
      `/api/v1/registrations/${id}/ticket.svg`,
      '/api/v1/events/...',
      '/api/v1/users/...',
      '/api/v1/users/...',
      '/api/v1/speakers/claims/...',
      '/verify-email/...',
      '/...',
      '/api/v1/auth/login',
      '/verify-email',
      // What leads out of the tree.
      '/...',
    ];
    // Several processes write the log, each when it is done.
    expect(paths.toSorted()).toEqual(expected.toSorted());
    const logs = gateway.logs();
    for (const secret of [token, ticket, 'lovelace']) expect(logs).not.toContain(secret);
    expect(logs).toMatch(/"status":503,.*"upstreamStatus":"502"/);
  });

  test('have the last requests too when it stops', async () => {
    const short = await startTestGateway({ EVENT_SERVICE: cut.address }, 'off');
    await rawRequest('/api/v1/events', {}, short.url);
    await short.stop();
    expect(short.logs()).toContain('"path":"/api/v1/events"');
  });
});

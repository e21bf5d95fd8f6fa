import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

describe('behind a proxy', () => {
  let upstream: FakeUpstream;
  /** Trusts the loopback address that these tests call from, and another network. */
  let trusting: TestGateway;
  let suspicious: TestGateway;
  beforeAll(async () => {
    upstream = await startFakeUpstream((request, response) => {
      const { 'x-forwarded-for': client, 'x-forwarded-proto': scheme } = request.headers;
      response.end(JSON.stringify({ client, scheme }));
    });
    const services = { USER_SERVICE: upstream.address };
    trusting = await startTestGateway(services, 'on', { TRUSTED_PROXIES: '127.0.0.0/8, 10.0.0.0/8,fd00::/8' });
    suspicious = await startTestGateway(services, 'on', { TRUSTED_PROXIES: '10.0.0.0/8' });
  });
  afterAll(async () => {
    await Promise.all([trusting?.stop(), suspicious?.stop()]);
    await upstream.stop();
  });

  const seen = async (gateway: TestGateway, headers: Record<string, string>) =>
    JSON.parse((await rawRequest('/api/v1/users/me', { headers }, gateway.url)).body);

  test('that is trusted, the client is whom it names, and the scheme what it says', async () => {
    expect(await seen(trusting, { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' })).toEqual({
      client: '192.0.2.7',
      scheme: 'https',
    });
    expect(await seen(trusting, { 'x-forwarded-for': '2001:db8::7' })).toEqual({
      client: '2001:db8::7',
      scheme: 'http',
    });
  });

  test('the client is the last one whom no trusted proxy is, whatever it claims itself', async () => {
    const { client } = await seen(trusting, { 'x-forwarded-for': '198.51.100.1, 192.0.2.7, 10.1.2.3' });
    expect(client).toBe('192.0.2.7');
  });

  test.each([
    ['no address', { 'x-forwarded-for': 'me', 'x-forwarded-proto': 'gopher' }],
    ['nothing', {}],
  ])('that says %s, the client is the proxy', async (_, headers) => {
    expect(await seen(trusting, headers)).toEqual({ client: '127.0.0.1', scheme: 'http' });
  });

  test('that nobody trusts, nothing of what it says holds', async () => {
    expect(await seen(suspicious, { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' })).toEqual({
      client: '127.0.0.1',
      scheme: 'http',
    });
  });

  test('limits are of each client, not of the proxy', async () => {
    const register = (address: string) =>
      rawRequest('/api/v1/auth/register', { method: 'POST', headers: { 'x-forwarded-for': address } }, trusting.url);
    const statusesOf = async (address: string) => (await register(address)).status;
    while ((await statusesOf('192.0.2.8')) === 200);
    expect(await statusesOf('192.0.2.9')).toBe(200);
  });
});

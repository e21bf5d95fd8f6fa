import { describe, expect, test } from '@jest/globals';
import { services } from '../support/services';
import { expectProblem, expectSecurityHeaders } from './expect-problem';
import { rawRequest, sendBytes } from './raw-http';

const tooLarge = 'x'.repeat(256 * 1024 + 1);
const tooLong = 'x'.repeat(9_000);

describe("the gateway's own errors", () => {
  test.each([
    ['/nowhere', '/nowhere'],
    ['/api/v1/nobody?token=secret', '/api/v1/nobody'],
    ['/api/v1/usersandmore', '/api/v1/usersandmore'],
    ['/api/v2/users', '/api/v2/users'],
    ['/health/other-service/ready', '/health/other-service/ready'],
    ['/_ready/user-service', '/_ready/user-service'],
    ['/_problem', '/_problem'],
    ['/metrics', '/metrics'],
  ])('%s is 404 and repeats no query', async (path, instance) => {
    const response = await rawRequest(path);
    expectProblem(response, 404, 'not-found', instance);
    expectSecurityHeaders(response);
  });

  test('a path that JSON would need escaped is repeated up to there', async () => {
    const response = await sendBytes('GET /a"b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(response).toContain('"instance":"/a",');
  });

  test('TRACE is refused everywhere, with the methods that are allowed', async () => {
    const response = await rawRequest('/api/v1/users/me', {
      method: 'TRACE',
      headers: { authorization: 'Bearer secret' },
    });
    expectProblem(response, 405, 'method-not-allowed', '/api/v1/users/me');
    expect(response.header('allow')).toContain('PATCH');
    expect(response.body).not.toContain('secret');
    expectSecurityHeaders(response);
  });

  test('writing to a page is 405', async () => {
    const response = await rawRequest('/problems/not-found', { method: 'POST' });
    expect({ status: response.status, allow: response.header('allow') }).toEqual({ status: 405, allow: 'GET, HEAD' });
    expectSecurityHeaders(response);
  });

  test('a body over 256 KiB is 413, with a length and without', async () => {
    for (const headers of [{ 'content-length': String(tooLarge.length) }, { 'transfer-encoding': 'chunked' }]) {
      const response = await rawRequest('/api/v1/events', { method: 'POST', headers, body: tooLarge });
      expectProblem(response, 413, 'too-large', '/api/v1/events');
      expectSecurityHeaders(response);
    }
  });

  test('an endless URI is 414, endless headers are 431', async () => {
    const uri = await rawRequest(`/${tooLong}`);
    expectProblem(uri, 414, 'uri-too-long');
    expectSecurityHeaders(uri);
    const headers = await rawRequest('/health/live', { headers: { 'x-long': tooLong } });
    expectProblem(headers, 431, 'headers-too-large');
    expectSecurityHeaders(headers);
  });

  test.each([
    ['no request at all', 'NONSENSE\r\n\r\n'],
    ['two lengths', 'POST /api/v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length and chunks',
      'POST /api/v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['a chunk without a size', 'POST /api/v1/events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['no host', 'GET /api/v1/events HTTP/1.1\r\n\r\n'],
    ['a path out of the root', 'GET /docs/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s is 400', async (_, bytes) => {
    const response = await sendBytes(bytes);
    expect(response).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*nosniff.*"code":"malformed-request"/s);
  });
});

describe('what belongs to the gateway', () => {
  test.each(services)('%s is ready', async name => {
    const response = await rawRequest(`/health/${name}/ready`);
    expect({ status: response.status, body: JSON.parse(response.body) }).toEqual({
      status: 200,
      body: expect.objectContaining({ service: name }),
    });
    expectSecurityHeaders(response);
  });

  test('the whole is alive and ready, to GET and HEAD alone', async () => {
    expect((await rawRequest('/health/live')).body).toBe('{"status":"live"}');
    expect(JSON.parse((await rawRequest('/health/ready')).body).services).toHaveLength(services.length);
    expect((await rawRequest('/health/ready', { method: 'HEAD' })).status).toBe(200);
    expectProblem(await rawRequest('/health/ready', { method: 'POST' }), 405, 'method-not-allowed', '/health/ready');
  });

  test('the public keys are public', async () => {
    const response = await rawRequest('/.well-known/jwks.json');
    expect(JSON.parse(response.body).keys).toContainEqual(expect.objectContaining({ kty: 'EC', crv: 'P-256' }));
    expectSecurityHeaders(response);
  });

  test("a service's response comes through, with its own errors untouched", async () => {
    const refused = await rawRequest('/api/v1/users/me', {
      headers: { 'x-user-id': '1', 'x-internal-user': '1', 'x-user-role': 'admin' },
    });
    expectProblem(refused, 401, 'unauthenticated', '/api/v1/users/me');
    expect(refused.header('www-authenticate')).toContain('Bearer');
    expectSecurityHeaders(refused);
    const found = await rawRequest('/api/v1/events');
    expect({ status: found.status, 'content-type': found.header('content-type') }).toEqual({
      status: 200,
      'content-type': 'application/json; charset=utf-8',
    });
    expectSecurityHeaders(found);
  });

  test('a request id from outside is not adopted', async () => {
    const response = await rawRequest('/api/v1/users/me', { headers: { 'x-request-id': 'mine' } });
    expect(JSON.parse(response.body).requestId).toBe(response.header('x-request-id'));
    expectSecurityHeaders(response);
  });
});

import { describe, expect, test } from '@jest/globals';
import { ask, say } from './ask';
import { expectGuarded, expectProblem } from './problem';

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
    const answer = await ask(path);
    expectProblem(answer, 404, 'not-found', instance);
    expectGuarded(answer);
  });

  test('a path that JSON would need escaped is repeated up to there', async () => {
    const answer = await say('GET /a"b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(answer).toContain('"instance":"/a",');
  });

  test('TRACE is refused everywhere, and told what is possible', async () => {
    const answer = await ask('/api/v1/users/me', { method: 'TRACE', headers: { authorization: 'Bearer secret' } });
    expectProblem(answer, 405, 'method-not-allowed', '/api/v1/users/me');
    expect(answer.header('allow')).toContain('PATCH');
    expect(answer.body).not.toContain('secret');
    expectGuarded(answer);
  });

  test('writing to a page is 405', async () => {
    const answer = await ask('/problems/not-found', { method: 'POST' });
    expect([answer.status, answer.header('allow')]).toEqual([405, 'GET, HEAD']);
    expectGuarded(answer);
  });

  test('a body over 256 KiB is 413, with a length and without', async () => {
    for (const headers of [{ 'content-length': String(tooLarge.length) }, { 'transfer-encoding': 'chunked' }]) {
      const answer = await ask('/api/v1/events', { method: 'POST', headers, body: tooLarge });
      expectProblem(answer, 413, 'too-large', '/api/v1/events');
      expectGuarded(answer);
    }
  });

  test('an endless URI is 414, endless headers are 431', async () => {
    const uri = await ask(`/${tooLong}`);
    expectProblem(uri, 414, 'uri-too-long');
    expectGuarded(uri);
    const headers = await ask('/health/live', { headers: { 'x-long': tooLong } });
    expectProblem(headers, 431, 'headers-too-large');
    expectGuarded(headers);
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
    const answer = await say(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*nosniff.*"code":"malformed-request"/s);
  });
});

describe('what belongs to the gateway', () => {
  test.each(['user', 'event', 'session', 'speaker'])('%s-service is ready', async name => {
    const answer = await ask(`/health/${name}-service/ready`);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      expect.objectContaining({ service: `${name}-service` }),
    ]);
    expectGuarded(answer);
  });

  test('the whole is alive and ready, to GET and HEAD alone', async () => {
    expect((await ask('/health/live')).body).toBe('{"status":"live"}');
    expect(JSON.parse((await ask('/health/ready')).body).services).toHaveLength(4);
    expect((await ask('/health/ready', { method: 'HEAD' })).status).toBe(200);
    expectProblem(await ask('/health/ready', { method: 'POST' }), 405, 'method-not-allowed', '/health/ready');
  });

  test('the public keys are there for everybody', async () => {
    const answer = await ask('/.well-known/jwks.json');
    expect(JSON.parse(answer.body).keys).toContainEqual(expect.objectContaining({ kty: 'EC', crv: 'P-256' }));
    expectGuarded(answer);
  });

  test("a service's answer comes through, with its own errors untouched", async () => {
    const refused = await ask('/api/v1/users/me', {
      headers: { 'x-user-id': '1', 'x-internal-user': '1', 'x-user-role': 'admin' },
    });
    expectProblem(refused, 401, 'unauthenticated', '/api/v1/users/me');
    expect(refused.header('www-authenticate')).toContain('Bearer');
    expectGuarded(refused);
    const found = await ask('/api/v1/events');
    expect([found.status, found.header('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expectGuarded(found);
  });

  test('a request id from outside is not taken over', async () => {
    const answer = await ask('/api/v1/users/me', { headers: { 'x-request-id': 'mine' } });
    expect(JSON.parse(answer.body).requestId).toBe(answer.header('x-request-id'));
    expectGuarded(answer);
  });
});

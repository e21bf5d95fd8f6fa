import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

const body = JSON.stringify({ text: 'so long that it is worth a coding '.repeat(100) });
const coded = { br: brotliCompressSync(body), gzip: gzipSync(body) };

/** Answers as a service does that has a reply in several codings. */
let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startFakeUpstream(({ headers, url }, response) => {
    const coding = url?.endsWith('plain')
      ? undefined
      : (['br', 'gzip'] as const).find(each => headers['accept-encoding']?.includes(each));
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader('ETag', coding ? `"1-abc-${coding}"` : '"1-abc"');
    if (headers['if-none-match'] !== undefined) return void response.writeHead(304).end();
    if (coding) response.setHeader('Content-Encoding', coding);
    response.end(coding ? coded[coding] : body);
  });
  gateway = await startTestGateway({ EVENT_SERVICE: upstream.address }, 'off');
});
afterAll(async () => {
  await gateway?.stop();
  await upstream?.stop();
});

const ask = (headers: Record<string, string>, path = '/api/v1/events') => rawRequest(path, { headers }, gateway.url);

test.each(['br', 'gzip'] as const)(
  'what a service has coded in %s goes on as it is, under its own strong tag',
  async coding => {
    const reply = await ask({ 'accept-encoding': coding });
    expect(reply.status).toBe(200);
    expect(['content-encoding', 'etag', 'content-length'].map(reply.header)).toEqual([
      coding,
      `"1-abc-${coding}"`,
      String(coded[coding].length),
    ]);
    expect(reply.all('vary').join()).toContain('Accept-Encoding');
    const known = await ask({ 'accept-encoding': coding, 'if-none-match': `"1-abc-${coding}"` });
    expect([known.status, known.header('etag')]).toEqual([304, `"1-abc-${coding}"`]);
  },
);

test('without a coding it goes on as it is too', async () => {
  const reply = await ask({});
  expect([reply.header('content-encoding'), reply.header('etag'), reply.body]).toEqual([undefined, '"1-abc"', body]);
});

test('what a service has not coded the gateway codes itself, under a weak tag', async () => {
  const reply = await ask({ 'accept-encoding': 'gzip' }, '/api/v1/events/plain');
  expect([reply.header('content-encoding'), reply.header('etag')]).toEqual(['gzip', 'W/"1-abc"']);
});

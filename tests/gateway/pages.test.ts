import { expect, test } from '@jest/globals';
import { expectSecurityHeaders } from './expect-problem';
import { rawRequest } from './raw-http';

test.each([
  ['/docs', 'text/html', '<openapi-explorer'],
  ['/openapi.json', 'application/json', '"openapi":"3.1'],
  ['/problems', 'text/html', 'href="/problems/not-found"'],
  ['/messages', 'text/html', 'href="/asyncapi.json"'],
  ['/asyncapi.json', 'application/json', '"asyncapi":"3.0.0"'],
])('%s is there to read, and asked for anew each time', async (path, type, text) => {
  const page = await rawRequest(path);
  expect({ status: page.status, type: page.header('content-type') }).toEqual({ status: 200, type });
  expect(page.body).toContain(text);
  expect(page.header('cache-control')).toBe('no-cache');
  expectSecurityHeaders(page);
  expect((await rawRequest(path, { method: 'POST' })).status).toBe(405);
});

test('nothing is below the page of messages', async () => {
  expect((await rawRequest('/messages/room.created.v1')).status).toBe(404);
});

test('what is large lies there compressed, and is marked as one of two forms', async () => {
  for (const path of ['/openapi.json', '/docs/openapi-explorer.min.js', '/problems']) {
    const plain = await rawRequest(path);
    const compressed = await rawRequest(path, { headers: { 'accept-encoding': 'gzip' } });
    expect([plain, compressed].map(({ header }) => header('content-encoding'))).toEqual([undefined, 'gzip']);
    expect([plain, compressed].flatMap(({ all }) => all('vary'))).toEqual(['Accept-Encoding', 'Accept-Encoding']);
    // Whoever compresses while sending knows no length.
    expect(Number(compressed.header('content-length'))).toBeLessThan(plain.body.length / 2);
  }
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { checkedFetch } from './checked-fetch';
import { replyCheck } from './reply-check';

const note = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'], additionalProperties: false };
const check = replyCheck({
  paths: {
    '/api/v1/notes/{id}': {
      get: {
        responses: {
          200: {
            headers: { ETag: {} },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } },
          },
          304: {},
          404: { $ref: '#/components/responses/NotFound' },
        },
      },
    },
  },
  components: {
    schemas: { Note: note },
    headers: { ETag: {}, Link: {} },
    responses: { NotFound: { content: { 'application/problem+json': { schema: { required: ['code'] } } } } },
  },
});

const answer = (
  status: number,
  body: object | undefined,
  type = 'application/json; charset=utf-8',
  headers: Record<string, string> = {},
) =>
  check('get', '/notes/1?x=y', {
    status,
    body,
    text: body === undefined ? '' : JSON.stringify(body),
    get: (name: string) => (name === 'content-type' ? type : headers[name]),
  });

test('a reply that is declared passes', () => {
  answer(200, { id: 'a' });
  answer(200, { id: 'a' }, undefined, { ETag: '"a"', Server: 'nginx' });
  answer(304, undefined, undefined, { Link: '</notes>' });
  answer(404, { code: 'not-found' }, 'application/problem+json');
});

test.each([
  ['its status', () => answer(409, { code: 'x' }, 'application/problem+json'), 'does not declare this status'],
  ['its media type', () => answer(200, { id: 'a' }, 'text/html'), 'does not declare text/html'],
  ['a member', () => answer(200, { id: 'a', more: 1 }), 'additional properties'],
  ['a header', () => answer(200, { id: 'a' }, undefined, { Link: '</notes>' }), 'does not declare Link'],
  ['what is missing', () => answer(404, {}, 'application/problem+json'), "required property 'code'"],
])('a reply of which %s is not declared fails', (_, act, why) => {
  expect(act).toThrow(why);
});

test('fetch gives a client what fits, and in place of what does not a problem that says why', async () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(request.url?.endsWith('/1') ? '{"id":"1"}' : '{"no":"id"}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/notes`;
  const fetch = checkedFetch(check);
  expect(await (await fetch(`${base}/1`)).json()).toEqual({ id: '1' });
  const refused = await fetch(`${base}/2`);
  expect(refused.status).toBe(500);
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("required property 'id'") });
  server.close();
  server.closeAllConnections();
});

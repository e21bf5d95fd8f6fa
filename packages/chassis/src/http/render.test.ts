import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { preRender, render } from './render';
import { documentOf, ok } from './reply';
import { routesFor } from './route';

const note = z.object({ id: z.string(), version: z.int() });
const routeOf = (reply: z.ZodType | string) =>
  routesFor<never>()({
    method: 'get',
    path: '/notes/:id',
    operationId: 'getNote',
    tag: 'Notes',
    summary: 'Get a note',
    description: '',
    access: 'public',
    replies: { 200: reply },
    handle: async () => ok({}),
  });
const written = { id: 'ä', version: 3, secret: 'never leaves' };

test('a body that was rendered before is sent as the same bytes with the same headers', async () => {
  const now = render(routeOf(note), ok(written, { Warning: '110' }), '/notes/1');
  const before = render(routeOf(note), ok(await preRender(note, written), { Warning: '110' }), '/notes/1');
  expect({ ...before, body: String(before.body) }).toEqual(now);
  expect(now.body).toBe('{"id":"ä","version":3}');
  expect(now.headers.ETag).toMatch(/^"3-/);
});

test('so is text, under its media type', async () => {
  const now = render(routeOf('text/csv'), documentOf('text/csv', 'a,b'), '/notes.csv');
  const before = render(routeOf('text/csv'), ok(await preRender('text/csv', 'a,b')), '/notes.csv');
  expect({ ...before, body: String(before.body) }).toEqual(now);
});

test('what was rendered by another schema than that of the route is not sent', async () => {
  const open = z.object({ id: z.string(), secret: z.string() });
  const body = await preRender(open, written);
  expect(() => render(routeOf(note), ok(body), '/notes/1')).toThrow('rendered for another reply');
});

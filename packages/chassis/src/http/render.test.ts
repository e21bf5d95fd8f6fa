import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { pageOf } from './keyset';
import { preRender, render, renderIfLarge } from './render';
import { RenderedBody } from './rendered-body';
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

describe('what is large of a read', () => {
  const notes = routeOf(pageOf(note.meta({ id: 'Note' })));
  const pageOfNotes = (count: number, length: number) =>
    ok({
      data: Array.from({ length: count }, (_, index) => ({ ...written, id: `${'ä🎪'.repeat(length)}${index}` })),
      page: { nextCursor: 'next' },
    });

  test.each([
    ['a page', notes, pageOfNotes(100, 10_000)],
    ['a text', routeOf('text/csv'), documentOf('text/csv', 'ä,🎪\r\n'.repeat(200_000))],
  ])('as %s is rendered in turns, to the same', async (_, route, reply) => {
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const rendered = await renderIfLarge(route, reply);
    isDone = true;
    expect(turns).toBeGreaterThan(3);
    expect(rendered.body).toBeInstanceOf(RenderedBody);
    const [now, before] = [reply, rendered].map(each => render(route, each, '/notes?limit=100'));
    expect(before?.headers).toEqual(now?.headers);
    expect(String(before?.body) === now?.body).toBe(true);
  });

  test('is not what a page usually has, nor what was rendered already', async () => {
    const small = pageOfNotes(20, 200);
    expect(await renderIfLarge(notes, small)).toBe(small);
    const rendered = await renderIfLarge(notes, pageOfNotes(100, 10_000));
    expect(await renderIfLarge(notes, rendered)).toBe(rendered);
  });
});

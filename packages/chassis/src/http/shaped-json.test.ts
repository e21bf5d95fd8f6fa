import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { preRender } from './render';
import { shapeOf } from './shape';
import { shapedJson } from './shaped-json';

const item = z.object({
  n: z.int(),
  name: z.string().nullable(),
  tag: z.string().default('none'),
  at: z.string().optional(),
});
const page = z.object({
  version: z.int(),
  items: z.array(item),
  rest: z
    .object({ items: z.array(item) })
    .nullable()
    .optional(),
  absent: z.array(item).optional(),
  filled: z.array(item).default([]),
  named: z.record(z.string(), z.array(item)),
});

const itemsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ n, name: n % 2 ? `é"${n}` : null, at: undefined, secret: 'x' }));

test.each([0, 3, 900])('what a schema names of a value with %i items is written as in one go', count => {
  const value = {
    version: 7,
    secret: 'y',
    items: itemsOf(count),
    rest: count === 3 ? null : { items: itemsOf(count) },
    named: { a: itemsOf(count) },
  };
  const pieces = [...shapedJson(page, value)];
  expect(pieces.join('')).toBe(JSON.stringify(shapeOf(page)(value)));
  expect(pieces.length > 900).toBe(count === 900);
});

test('a large value that the schema refuses is refused', () => {
  const wrong = { version: 7, items: [...itemsOf(900), { n: 'one', name: null }], named: {} };
  expect(() => [...shapedJson(page, wrong)]).toThrow(TypeError);
  expect(() => [...shapedJson(page, { items: itemsOf(900), named: {} })]).toThrow(TypeError);
});

test('a body that was rendered before has the entity tag of its version', async () => {
  const body = await preRender(page, { version: 7, items: itemsOf(900), named: {} });
  expect(body.headers.ETag).toMatch(/^"7-[\w-]{16}"$/);
});

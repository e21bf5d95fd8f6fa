import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { shapeOf } from './shape';

const person = z.object({ name: z.string(), age: z.int().nullable(), nick: z.string().optional() });

test('what a schema does not name does not leave, however deep it stands', () => {
  const shape = shapeOf(z.object({ people: z.array(person), byId: z.record(z.string(), person) }));
  const ada = { name: 'Ada', age: null, password: 'x' };
  const shown = { name: 'Ada', age: null };
  expect(JSON.stringify(shape({ people: [ada], byId: { a: ada }, secret: 1 }))).toBe(
    JSON.stringify({ people: [shown], byId: { a: shown } }),
  );
});

test('of several forms the first that fits is taken, and a default stands for what is absent', () => {
  const shape = shapeOf(
    z.object({ of: z.union([z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b'), n: z.int() })]) }),
  );
  expect(shape({ of: { kind: 'b', n: 1, m: 2 } })).toEqual({ of: { kind: 'b', n: 1 } });
  expect(shapeOf(z.object({ tags: z.array(z.string()).default([]) }))({})).toEqual({ tags: [] });
});

test.each([
  ['another type', person, { name: 1, age: 1 }, '#/name'],
  ['a Date for a text', z.object({ at: z.iso.datetime() }), { at: new Date() }, '#/at'],
  ['no integer', person, { name: 'a', age: 1.5 }, '#/age'],
  ['what is absent', z.object({ people: z.array(person) }), { people: [{ age: 1 }] }, '#/people/*/name'],
  ['another word', z.object({ status: z.enum(['draft']) }), { status: 'gone' }, '#/status'],
  ['no list', z.object({ people: z.array(person) }), { people: {} }, '#/people'],
  ['a list', person, [], '#'],
])('%s is refused, and where it stands is told', (_, schema, value, path) => {
  expect(() => shapeOf(schema)(value)).toThrow(new TypeError(`The reply is not what its schema says at ${path}`));
});

test.each([
  ['a transform', z.object({ name: z.string().transform(name => name.length) })],
  ['a text that is changed', z.object({ name: z.string().trim() })],
  ['an open object', z.looseObject({})],
])('a schema with %s is refused', (_, schema) => {
  expect(() => shapeOf(schema)).toThrow('A reply cannot have');
});

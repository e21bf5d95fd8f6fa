import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { queryInteger } from '../http/fields';
import { isDomainError } from './domain-error';
import { fieldRule, parseInput } from './zod-errors';

/** The errors of a value, without what they say to people. */
function errorsOf(schema: z.ZodType, value: unknown): unknown[] {
  try {
    parseInput(schema, value);
    return [];
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return (error.options.errors ?? []).map(({ detail: _, ...rest }) => rest);
  }
}

const even = z.number().refine(value => value % 2 === 0, fieldRule('unknown', 'Must be even', { maximum: 8 }));

describe('a wrong field', () => {
  test.each([
    [z.string(), undefined, { code: 'required' }],
    [z.enum(['a', 'b']), undefined, { code: 'required' }],
    [z.string(), 7, { code: 'wrong-type' }],
    [z.int(), 1.5, { code: 'not-an-integer' }],
    [z.enum(['a', 'b']), 'c', { code: 'not-allowed', allowed: ['a', 'b'] }],
    [z.string().min(3), 'ab', { code: 'too-short', minimum: 3 }],
    [z.string().max(3), 'abcd', { code: 'too-long', maximum: 3 }],
    [z.number().min(3), 2, { code: 'too-small', minimum: 3 }],
    [z.number().max(3), 4, { code: 'too-big', maximum: 3 }],
    [z.array(z.string()).min(1), [], { code: 'too-few', minimum: 1 }],
    [z.array(z.string()).max(1), ['a', 'b'], { code: 'too-many', maximum: 1 }],
    [z.uuid(), 'x', { code: 'not-a-uuid' }],
    [z.url(), 'x', { code: 'not-a-url' }],
    [z.iso.datetime(), 'x', { code: 'not-a-date-time' }],
    [z.string().regex(/^a/), 'x', { code: 'wrong-format' }],
    [z.union([z.uuid(), z.array(z.uuid())]), 'x', { code: 'not-a-uuid' }],
    [z.union([z.number(), z.array(z.number())]), 'x', { code: 'wrong-type' }],
    [queryInteger(1, 9), 'x', { code: 'not-an-integer' }],
    [queryInteger(1, 9), '1.5', { code: 'not-an-integer' }],
    [queryInteger(1, 9), '', { code: 'not-an-integer' }],
    [queryInteger(1, 9), '10', { code: 'too-big', maximum: 9 }],
    [queryInteger(1, 9), '-1', { code: 'too-small', minimum: 1 }],
    [z.union([queryInteger(1, 9), z.literal('null')]), 'x', { code: 'not-an-integer' }],
    [even, 3, { code: 'unknown', maximum: 8 }],
  ])('%# has a code of its own, with what is allowed', (schema, value, expected) => {
    expect(errorsOf(z.object({ field: schema }), { field: value })).toEqual([{ pointer: '#/field', ...expected }]);
  });

  test('that is not known is named', () => {
    expect(errorsOf(z.strictObject({}), { extra: 1 })).toEqual([{ pointer: '#/extra', code: 'unknown-field' }]);
  });
});

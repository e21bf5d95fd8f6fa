import type { z } from 'zod';
import { isLight, listPieces, objectPieces } from '../concurrency';
import { shapeOf } from './shape';

/**
 * A value as JSON, shaped by a reply's schema as by {@link shapeOf}, in pieces: what is large is taken apart.
 * @throws TypeError for what the schema would refuse
 */
export function* shapedJson(schema: z.core.$ZodType, value: unknown): Generator<string> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const isObject = typeof value === 'object' && value !== null;
  if (!isObject || isLight(value)) yield JSON.stringify(shapeOf(schema)(value));
  else if (def.type === 'nullable' || def.type === 'optional' || def.type === 'default')
    yield* shapedJson(def.innerType, value);
  else if (def.type === 'array' && Array.isArray(value))
    yield* listPieces(value, item => shapedJson(def.element, item));
  else if (def.type === 'object' && !Array.isArray(value)) yield* objectPieces(memberPieces(def.shape, value));
  else yield JSON.stringify(shapeOf(schema)(value));
}

function* memberPieces(shape: z.core.$ZodShape, value: object): Generator<[name: string, pieces: Iterable<string>]> {
  const members: Record<string, unknown> = { ...value };
  for (const [name, schema] of Object.entries(shape)) {
    // What is absent may have a default.
    const given = members[name];
    const member = given === undefined ? shapeOf(schema)(undefined) : given;
    if (member !== undefined) yield [name, shapedJson(schema, member)];
  }
}

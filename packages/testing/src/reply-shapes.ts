import { type Contract, shapeOf } from '@ems/chassis/http';
import fc from 'fast-check';
import type { z } from 'zod';

const unnamed = { unnamedByTheSchema: 'never to be seen' };

/** Values that a reply schema takes; each object in them has a member that the schema does not name. */
function valuesOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return textsOf('format' in def ? String(def.format) : undefined);
    case 'boolean':
      return fc.boolean();
    case 'number':
      return 'format' in def ? fc.maxSafeInteger() : fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'nullable':
      return fc.option(valuesOf(def.innerType));
    case 'optional':
    case 'default':
      return fc.option(valuesOf(def.innerType), { nil: undefined });
    case 'array':
      return fc.array(valuesOf(def.element), { maxLength: 3 });
    case 'union':
      return fc.oneof(...def.options.map(valuesOf));
    case 'object': {
      const members = Object.entries(def.shape).map(([key, member]) => [key, valuesOf(member)]);
      return fc.record(Object.fromEntries(members)).map(value => ({ ...unnamed, ...value }));
    }
    default:
      throw new Error(`Tests make no values of ${def.type}: add them to valuesOf`);
  }
}

function textsOf(format: string | undefined): fc.Arbitrary<string> {
  const dates = fc.date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  switch (format) {
    case undefined:
      return fc.string({ unit: 'grapheme' });
    case 'uuid':
      return fc.uuid({ version: [4, 7] });
    case 'datetime':
      return dates.map(date => date.toISOString());
    case 'date':
      return dates.map(date => date.toISOString().slice(0, 10));
    default:
      throw new Error(`Tests make no texts of the format ${format}: add them to textsOf`);
  }
}

/** Checks, with values of all kinds, that each reply of the routes has what its schema names, as zod gives it, and nothing else. */
export function expectReplyShapes(routes: readonly Contract[]): void {
  const schemas = routes.flatMap(({ replies }) => Object.values(replies).filter(reply => typeof reply === 'object'));
  for (const schema of schemas) {
    if (schema === null) continue;
    const shape = shapeOf(schema);
    fc.assert(
      fc.property(valuesOf(schema), value => {
        const shaped = JSON.stringify(shape(value));
        return shaped === JSON.stringify(schema.parse(value)) && !shaped.includes(unnamed.unnamedByTheSchema);
      }),
      { numRuns: 25 },
    );
  }
}

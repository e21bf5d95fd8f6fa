import type { z } from 'zod';

/** Makes of a value what a schema names of it, ready for `JSON.stringify`. @throws TypeError for what the schema would refuse */
export type Shape = (value: unknown) => unknown;

const shapes = new WeakMap<z.core.$ZodType, Shape>();

/**
 * The shape of a reply schema, compiled once: as `schema.parse` it leaves out what the schema does not name, and refuses other
 * types, but it does not look into texts again (formats, lengths), which are what the database has.
 * @throws Error for a schema that does more than name and type, such as a transform
 */
export function shapeOf(schema: z.core.$ZodType): Shape {
  const known = shapes.get(schema);
  if (known) return known;
  const shape = compile(schema as z.core.$ZodTypes, '');
  shapes.set(schema, shape);
  return shape;
}

/** @param path of the value within the reply, for the error */
function compile(schema: z.core.$ZodTypes, path: string): Shape {
  const { def } = schema._zod;
  const within = (inner: z.core.$ZodType, at = path) => compile(inner as z.core.$ZodTypes, at);
  if (def.checks?.some(check => check._zod.def.check === 'overwrite')) throw notPlain('a text that is changed', path);
  switch (def.type) {
    case 'string':
    case 'boolean':
      return only(value => typeof value === def.type, path);
    case 'number':
      return only('format' in def ? Number.isSafeInteger : Number.isFinite, path);
    case 'enum':
      return oneOf(Object.values(def.entries), path);
    case 'literal':
      return oneOf(def.values, path);
    case 'nullable':
      return unless(null, within(def.innerType));
    case 'optional':
      return unless(undefined, within(def.innerType));
    case 'default': {
      const inner = within(def.innerType);
      return value => (value === undefined ? def.defaultValue : inner(value));
    }
    case 'array':
      return list(within(def.element, `${path}/*`), path);
    case 'record':
      return dictionary(within(def.valueType, `${path}/*`), path);
    case 'union':
      return firstOf(def.options.map(option => within(option)));
    case 'object': {
      if (def.catchall) throw notPlain('an object of more than its members', path);
      return object(
        Object.entries(def.shape).map(([key, member]) => [key, within(member, `${path}/${key}`)] as const),
        path,
      );
    }
    default:
      throw notPlain(def.type, path);
  }
}

const notPlain = (what: string, path: string) => new Error(`A reply cannot have ${what}, as at #${path}`);

const mismatch = (path: string) => new TypeError(`The reply is not what its schema says at #${path}`);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const only =
  (fits: (value: unknown) => boolean, path: string): Shape =>
  value => {
    if (!fits(value)) throw mismatch(path);
    return value;
  };

function oneOf(values: readonly unknown[], path: string): Shape {
  const known = new Set(values);
  return only(value => known.has(value), path);
}

const unless =
  (exempt: null | undefined, inner: Shape): Shape =>
  value =>
    value === exempt ? value : inner(value);

const list =
  (item: Shape, path: string): Shape =>
  value => {
    if (!Array.isArray(value)) throw mismatch(path);
    return value.map(each => item(each));
  };

const dictionary =
  (member: Shape, path: string): Shape =>
  value => {
    if (!isObject(value)) throw mismatch(path);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, member(each)]));
  };

const object =
  (members: readonly (readonly [key: string, member: Shape])[], path: string): Shape =>
  value => {
    if (!isObject(value)) throw mismatch(path);
    const shaped: Record<string, unknown> = {};
    for (const [key, member] of members) shaped[key] = member(value[key]);
    return shaped;
  };

/** As zod does: the first that takes the value. */
const firstOf =
  (options: readonly Shape[]): Shape =>
  value => {
    for (const [index, option] of options.entries()) {
      try {
        return option(value);
      } catch (error) {
        if (index === options.length - 1) throw error;
      }
    }
    return undefined;
  };

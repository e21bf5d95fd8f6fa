import { type JsonSchema, type JsonSchemas, resolveReference } from './message-schemas.ts';

/** A field of a message's data, with where it stands: `members[].role`. */
export interface Field {
  path: string;
  type: string;
  isOptional: boolean;
  description: string;
}

/** All fields of the schema of this name, with those of what stands in them. */
export const fieldsOf = (name: string, schemas: JsonSchemas): Field[] => fieldsIn(schemas[name] ?? {}, schemas, '');

const fieldsIn = (schema: JsonSchema, schemas: JsonSchemas, prefix: string): Field[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const field = resolveReference(property as JsonSchema, schemas);
    const path = `${prefix}${name}`;
    const { type, inner } = typeOf(field, schemas);
    const isOptional = !schema.required?.includes(name);
    return [
      { path, type, isOptional, description: field.description ?? '' },
      ...(inner ? fieldsIn(inner, schemas, `${path}${field.type === 'array' ? '[]' : ''}.`) : []),
    ];
  });

/** In words, and the object that is in it. */
function typeOf(part: JsonSchema, schemas: JsonSchemas): { type: string; inner?: JsonSchema } {
  const schema = resolveReference(part, schemas);
  if (schema.anyOf) {
    const options = schema.anyOf.map(option => typeOf(option as JsonSchema, schemas));
    const inner = options.find(option => option.inner)?.inner;
    return { type: options.map(({ type }) => type).join(' or '), ...(inner && { inner }) };
  }
  if (schema.type === 'array') {
    const { type, inner } = typeOf(schema.items as JsonSchema, schemas);
    return { type: `${type}[]`, ...(inner && { inner }) };
  }
  if (schema.const !== undefined) return { type: String(schema.const) };
  if (schema.enum) return { type: schema.enum.join(', ') };
  if (schema.type === 'object') return { type: 'object', inner: schema };
  return { type: schema.format ?? String(schema.type ?? 'anything') };
}

/** What a reader, a generator and a browser expect of the published OpenAPI. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { operationsOf, type Paths } from '@ems/chassis/openapi';

interface Schema {
  $ref?: string;
  description?: string;
  pattern?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  [key: string]: unknown;
}
interface Content {
  content?: Record<string, { schema: Schema }>;
}
interface Operation {
  operationId: string;
  description: string;
  tags: string[];
  parameters?: (Schema & { name?: string })[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

const openapi: Paths<Operation> & {
  tags: { name: string }[];
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Content>;
    parameters: Record<string, Schema>;
  };
} = JSON.parse(readFileSync(join(import.meta.dirname, '../../api-gateway/site/openapi.json'), 'utf8'));
const operations = operationsOf(openapi).map(({ operation }) => operation);

/** All schemas in a value, by where they stand. */
function* schemasIn(value: unknown, at: string): Generator<[at: string, schema: Schema]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Schema];
  for (const [key, inner] of Object.entries(value)) if (key !== 'examples') yield* schemasIn(inner, `${at}/${key}`);
}
const schemas = [...schemasIn(openapi, '#')];

test('each operation has a tag that is explained, and says what a caller must know', () => {
  const tags = openapi.tags.map(({ name }) => name);
  for (const { operationId, description, tags: given } of operations) {
    assert.ok(description?.length > 5, operationId);
    assert.ok(given.length === 1 && tags.includes(given[0] ?? ''), operationId);
  }
});

test('each JSON body, reply and problem has a name', () => {
  const inline = operations.flatMap(({ operationId, requestBody, responses }) =>
    [['request', requestBody] as const, ...Object.entries(responses)].flatMap(([where, message]) =>
      Object.entries(message?.content ?? {}).flatMap(([type, { schema }]) =>
        /\bjson\b/.test(type) && !schema.$ref && !Array.isArray(schema.oneOf)
          ? [`${operationId} ${where} ${type}`]
          : [],
      ),
    ),
  );
  assert.deepEqual(inline, []);
});

test('each property and parameter is described, where it stands or by its name', () => {
  const isDescribed = ({ description, $ref, anyOf }: Schema): boolean =>
    Boolean(description ?? $ref) || (Array.isArray(anyOf) && anyOf.some(isDescribed));
  const properties = schemas.flatMap(([at, { properties = {} }]) =>
    at.endsWith('/properties')
      ? []
      : Object.entries(properties).map(([name, each]) => [`${at}/${name}`, each] as const),
  );
  const parameters = operations.flatMap(({ operationId, parameters: given = [] }) =>
    given.map(each => [`${operationId} ${each.name}`, each] as const),
  );
  assert.ok(properties.length > 500 && parameters.length > 100);
  assert.deepEqual(
    [...properties, ...parameters].filter(([, each]) => !isDescribed(each)).map(([at]) => at),
    [],
  );
});

test('no request fits two operations whose paths have their fixed words in different places', () => {
  const isFixed = (part: string) => !part.startsWith('{');
  /** Of UUIDs: no word fits it. */
  const ofIds = '{uuid}';
  const partsOf = ({ path, operation: { parameters = [] } }: (typeof named)[number]) =>
    path.split('/').map(part => {
      const parameter = parameters.find(({ name }) => part === `{${name}}`);
      return (parameter?.schema as Schema | undefined)?.format === 'uuid' ? ofIds : part;
    });
  const canMeet = (one: string, other: string) =>
    one === other || (isFixed(one) ? !isFixed(other) && other !== ofIds : !isFixed(other) || one !== ofIds);
  /** Each has a fixed word where the other has a parameter: neither is the more specific. */
  const areAmbiguous = (a: readonly string[], b: readonly string[]) => {
    const pairs = a.map((part, index) => [part, b[index] ?? ''] as const);
    return (
      a.length === b.length &&
      pairs.every(([one, other]) => canMeet(one, other)) &&
      pairs.some(([one, other]) => isFixed(one) && !isFixed(other)) &&
      pairs.some(([one, other]) => !isFixed(one) && isFixed(other))
    );
  };
  const named = operationsOf(openapi);
  const ambiguous = named.flatMap(one =>
    named
      .filter(other => other.method === one.method && areAmbiguous(partsOf(one), partsOf(other)))
      .map(other => `${one.name} and ${other.name}`),
  );
  assert.deepEqual(ambiguous, []);
});

test('a format stands where a pattern would be long', () => {
  const long = schemas.filter(([, { pattern }]) => typeof pattern === 'string' && pattern.length > 80);
  assert.deepEqual(
    long.map(([at]) => at),
    [],
  );
});

test('an enum of several places has one name', () => {
  const places = Map.groupBy(
    schemas.filter(([, each]) => Array.isArray(each.enum) && each.enum.length > 2),
    ([, each]) => JSON.stringify(each.enum),
  );
  const repeated = [...places].filter(([, found]) => found.length > 1);
  assert.deepEqual(
    repeated.map(([values, found]) => `${values}: ${found.map(([at]) => at).join(', ')}`),
    [],
  );
});

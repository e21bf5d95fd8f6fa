import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { operationsOf, type Paths } from '@ems/chassis/openapi';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { type Example, readExamples } from '../api-reference/examples.ts';

interface Message {
  $ref?: string;
  content?: Record<string, { schema: Schema; examples?: Record<string, { value: unknown }> }>;
}
interface Schema {
  oneOf?: { $ref: string }[];
  $ref?: string;
}
interface Operation {
  requestBody?: Message;
  responses: Record<string, Message>;
}

const site = join(import.meta.dirname, '../../api-gateway/site');
const openapi: Paths<Operation> & { components: { responses: Record<string, Message> } } = JSON.parse(
  readFileSync(join(site, 'openapi.json'), 'utf8'),
);
const operations = operationsOf(openapi);
const examples = readExamples();

/** Of OpenAPI 3.1, which are JSON Schema 2020-12; formats stand beside patterns that say the same. */
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(openapi, 'openapi');

/** What is wrong with a value by a schema, whose references lead through the whole document. */
function errorsOf(schema: object, value: unknown): string {
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
  return ajv.validate(absolute, value) ? '' : (ajv.errors ?? []).map(textOf).join(', ');
}

/** Names what is wrong by its JSON Pointer; of a property that is not allowed Ajv itself says only that there is one. */
function textOf({ instancePath, message, params }: ErrorObject): string {
  const unknown: string | undefined = params.additionalProperty ?? params.unevaluatedProperty ?? params.propertyName;
  return `${instancePath || 'the body'} ${message}${unknown === undefined ? '' : `: ${unknown}`}`;
}

const operationOf = ({ route }: Example) => operations.find(({ name }) => name === route)?.operation;

test('what does not fit a schema is named', () => {
  const schema = {
    type: 'object',
    required: ['id'],
    properties: { rooms: { type: 'array', items: { type: 'object', additionalProperties: false } } },
  };
  assert.equal(
    errorsOf(schema, { rooms: [{}, { floor: 7 }] }),
    "the body must have required property 'id', /rooms/1 must NOT have additional properties: floor",
  );
});

test('every route has an example', () => {
  const shown = new Set(examples.map(operationOf));
  const missing = operations.filter(({ operation }) => !shown.has(operation)).map(({ name }) => name);
  const cure = 'Add a step for each in scripts/api-reference/tasks, then npm run api-reference while the system runs.';
  assert.ok(missing.length === 0, `No example shows ${missing.join(', ')}. ${cure}`);
});

test('OpenAPI has the examples, each of which fits the schemas of its route', () => {
  const wrong: string[] = [];
  for (const example of examples) {
    const operation = operationOf(example);
    for (const [message, value] of [
      [operation?.requestBody, example.request],
      [operation?.responses[example.status], example.reply],
    ] as const) {
      if (value === undefined) continue;
      const [media] = Object.values(message?.content ?? {});
      assert.ok(media, `${example.route} has a body that OpenAPI does not know`);
      const values = Object.values(media.examples ?? {}).map(each => each.value);
      assert.ok(
        values.some(each => JSON.stringify(each) === JSON.stringify(value)),
        `${example.route} is not in OpenAPI`,
      );
      const errors = errorsOf(media.schema, value);
      if (errors !== '') wrong.push(`${example.route}: ${errors}`);
    }
  }
  const cure = 'Where a schema has changed as it should: npm run api-reference, while the system runs.';
  assert.ok(wrong.length === 0, `Examples that do not fit their schemas:\n${wrong.join('\n')}\n${cure}`);
});

test('each request and each reply of success that has a body has an example, in each of its media types', () => {
  const silent = operations.flatMap(({ name, operation }) =>
    [['request', operation.requestBody] as const, ...Object.entries(operation.responses)]
      .filter(([where]) => !(Number(where) >= 400))
      .flatMap(([where, message]) => Object.entries(message?.content ?? {}).map(each => [where, ...each] as const))
      .filter(([, , { examples: shown }]) => !shown)
      .map(([where, type]) => `${name} ${where} ${type}`),
  );
  assert.deepEqual(silent, []);
});

test('each problem that an operation declares has an example, which fits its schema', () => {
  let count = 0;
  for (const { name, operation } of operations) {
    for (const [status, declared] of Object.entries(operation.responses)) {
      if (Number(status) < 400) continue;
      const shared = openapi.components.responses[declared.$ref?.split('/').at(-1) ?? ''];
      const { schema, examples: shown = {} } = (shared ?? declared).content?.['application/problem+json'] ?? {};
      const schemas = (schema?.oneOf ?? [schema]).map(each => ajv.getSchema(`openapi${each?.$ref}`));
      const values = Object.entries(shown).map(([code, { value }]) => {
        assert.deepEqual({ ...(value as object), code, status: Number(status) }, value, `${name} ${status}`);
        return value;
      });
      assert.equal(values.length, schemas.length, `${name} ${status}: an example for each code`);
      const silent = schemas.filter(fits => !values.some(value => fits?.(value)));
      // A compiled schema has the whole document in it, which no report of a difference ends with.
      assert.ok(silent.length === 0, `${name} ${status} ${ajv.errorsText(silent[0]?.errors)}`);
      count += values.length;
    }
  }
  assert.ok(count > 1_000);
});

test('no example gives a token away', () => {
  const given = JSON.stringify(examples).matchAll(/"(\w*token)":"(.*?)"/gi);
  const whole = Array.from(given).filter(([, name, value = '']) => name !== 'tokenType' && !value.endsWith('…'));
  assert.deepEqual(whole, []);
});

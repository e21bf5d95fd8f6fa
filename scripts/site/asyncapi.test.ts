import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Diagnostic, Parser } from '@asyncapi/parser';
import { messages } from '@ems/contracts';
import { Ajv } from 'ajv';
import { fieldsOf } from './message-fields.ts';
import { messageSchemas } from './message-schemas.ts';

const site = join(import.meta.dirname, '../../api-gateway/site');
const read = (path: string) => readFileSync(join(site, path), 'utf8');

/** That there is a newer version of AsyncAPI 3 is no fault: what reads it reads 3.0 too. */
const isFault = ({ code }: Diagnostic) => code !== 'asyncapi-latest-version';

test('asyncapi.json is valid, and says who sends and receives what', async () => {
  const { document, diagnostics } = await new Parser().parse(read('asyncapi.json'));
  assert.deepEqual(
    diagnostics.filter(isFault).map(({ message, path }) => `${path.join('.')}: ${message}`),
    [],
  );
  const operations = document?.allOperations().all() ?? [];
  const expected = messages.flatMap(({ type, producer, consumers }) => [
    `${producer} send ${type}`,
    ...consumers.map(consumer => `${consumer} receive ${type}`),
  ]);
  const told = operations.map(operation => {
    const [service] = operation.tags().all();
    const [channel] = operation.channels().all();
    return `${service?.name()} ${operation.action()} ${channel?.address()}`;
  });
  assert.deepEqual(told.toSorted(), expected.toSorted());
});

test('every sample in asyncapi.json fits the schema of its message', () => {
  const document = JSON.parse(read('asyncapi.json'));
  // Formats are checked where samples are read by the contracts.
  const ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(document, 'asyncapi');
  for (const { type } of messages) {
    const { examples } = document.components.messages[type];
    assert.ok(examples.length > 0, `${type} has no example`);
    for (const { name, payload } of examples) {
      const fits = ajv.validate(`asyncapi#/components/messages/${type}/payload`, payload);
      assert.ok(fits, `${type}, ${name}: ${ajv.errorsText()}`);
    }
  }
});

test('every field of every message is described', () => {
  const schemas = messageSchemas();
  const silent = Object.keys(schemas).flatMap(name =>
    fieldsOf(name, schemas)
      .filter(({ description }) => description === '')
      .map(({ path }) => `${name}.${path}`),
  );
  assert.deepEqual(silent, []);
});

test('the page of messages has each of them, with a sample', () => {
  const [, ...sections] = read('messages/index.html').split('<h2 id="');
  assert.deepEqual(
    sections.map(section => section.slice(0, section.indexOf('"'))),
    messages.map(({ type }) => type),
  );
  for (const section of sections) assert.match(section, /<pre>\{\n {2}"specversion": "1\.0",/);
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are source text
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findInOpenapi } from './openapi-words.ts';
import { pathTokens, tokensOf } from './tokens.ts';
import { findOldWords, type Rule } from './vocabulary.ts';

const rules: readonly Rule[] = [
  ['hold event', 'lockEventForUpdate'],
  ['canceled', 'cancelled'],
  ['=Part', 'Component'],
  ['=database.read', 'database.client'],
  ['=record()', 'enqueueMessage'],
  ['"stale', 'precondition-failed'],
  ['file:unlink', 'anonymize.ts'],
  ['file:mail/claims', 'mail-queue.ts'],
  ['take step', 'transition', /^event-service/],
];

const oldIn = (path: string, text: string) =>
  findOldWords([...pathTokens(path), ...tokensOf(path, text)], rules, path).map(({ line, old }) => `${line} ${old}`);

test('names are found in any spelling, with the line where they stand', () => {
  assert.deepEqual(oldIn('a.ts', 'const x = 1;\nholdEventOf(x);\nclass HoldEvent {}'), [
    '2 holdEventOf',
    '3 HoldEvent',
  ]);
  assert.deepEqual(oldIn('a.sql', 'SELECT 1;\nSELECT hold_event(1);'), ['2 hold_event']);
  assert.deepEqual(oldIn('a.prisma', 'enum State {\n  canceled\n}'), ['2 canceled']);
  assert.deepEqual(oldIn('a.proto', 'enum S { S_CANCELED = 1; }'), ['1 S_CANCELED']);
  assert.deepEqual(oldIn('a.json', '{"event.canceled": 1}'), ['1 event.canceled']);
});

test('a part of a word is another word', () => {
  assert.deepEqual(oldIn('a.ts', 'household.events(holdEvents, partition, parts, cancelled)'), []);
});

test('sentences are free, codes and SQL are not', () => {
  assert.deepEqual(oldIn('a.ts', "// canceled\n/** holdEvent */ test('what is canceled stays', f)"), []);
  assert.deepEqual(oldIn('a.ts', "const code = 'event.canceled'"), ['1 event.canceled']);
  assert.deepEqual(oldIn('a.ts', 'sql`SELECT ${x}\n FROM t WHERE canceled`'), ['2 canceled']);
  assert.deepEqual(oldIn('a.ts', 'const text = `it is canceled ${by}`'), []);
  assert.deepEqual(oldIn('a.sql', "-- canceled\nRAISE EXCEPTION 'it is canceled';"), []);
});

test('what a regular expression or a template holds does not end a string', () => {
  assert.deepEqual(oldIn('a.ts', 'const r = /[\'"`]/; const t = `${`${holdEvent}`}`;'), ['1 holdEvent']);
});

test('exact patterns hold letter by letter', () => {
  assert.deepEqual(oldIn('a.ts', 'let part: Part;'), ['1 Part']);
  assert.deepEqual(oldIn('a.ts', 'file.read(); it.database.read.x;'), ['1 database.read']);
  assert.deepEqual(oldIn('a.ts', 'record(tx); records.record; const record = 1;'), ['1 record']);
  assert.deepEqual(oldIn('a.ts', "isStale('stale', 'stale-while-revalidate')"), ['1 stale']);
});

test('a rule may hold for some files only', () => {
  assert.deepEqual(oldIn('event-service/a.ts', 'takeStep()'), ['1 takeStep']);
  assert.deepEqual(oldIn('tests/a.ts', 'takeStep()'), []);
});

test('files and folders have names too', () => {
  assert.deepEqual(oldIn('src/hold-event/a.test.ts', ''), ['1 hold-event']);
  assert.deepEqual(oldIn('src/unlink.ts', "import { unlink } from 'node:fs/promises'"), ['1 src/unlink']);
  assert.deepEqual(oldIn('src/mail/claims.ts', ''), ['1 src/mail/claims']);
  assert.deepEqual(oldIn('src/speakers/claims.ts', ''), []);
});

test("the API's names, summaries and operation ids are looked at, descriptions are not", () => {
  const operation = (summary: string, operationId: string) => ({
    post: { summary, operationId, description: 'canceled' },
  });
  const problems = findInOpenapi(
    {
      paths: {
        '/a': operation('Create an event', 'createEvent'),
        '/b': operation('One event', 'getEvent'),
        '/c': operation('Make an event', 'makeEvent'),
        '/d': operation('List canceled events', 'postApiV1Events'),
      },
      components: { schemas: { Event: { properties: { state: { enum: ['draft', 'canceled'] } } } } },
    },
    [...rules, ['^state$', 'status']],
  );
  assert.deepEqual(problems, [
    'state → status',
    'canceled → cancelled',
    'POST /b: "One event" begins with no verb of the field',
    'POST /c: "Make an event" begins with no verb of the field',
    'POST /c: makeEvent → <verb><Noun>',
    'POST /d: canceled in "List canceled events" → cancelled',
    'POST /d: postApiV1Events → <verb><Noun>',
  ]);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { operationsOf, type Paths } from '@ems/chassis/openapi';
import type { FirstCalls, Operation } from './first-calls.ts';

const site = join(import.meta.dirname, '../../api-gateway/site');
const read = (path: string) => readFileSync(join(site, path), 'utf8');

const calls: FirstCalls = JSON.parse(read('docs/first-calls.json'));
const openapi: Paths<Operation> = JSON.parse(read('openapi.json'));
const operations = operationsOf(openapi);

const known = new Set(
  // `{ ROOM: 'id' }` and `slot('SLOT', …)` of what is prepared, `values.set('ME', …)` and `keep('EVENT', …)` of what is found.
  ['preparation.js', 'values.js', 'page.js'].flatMap(file => read(`docs/${file}`).match(/\b[A-Z]{2}[A-Z_]*\b/g) ?? []),
);
const persons = ['GUEST', 'HELPER'].flatMap(name => [`${name}_EMAIL`, `${name}_TOKEN`, `${name}_REFRESH_TOKEN`]);

/** What the page cannot know: tokens, and other things, that mails have. */
const ofMails = [
  'VERIFY_TOKEN',
  'RESET_TOKEN',
  'CONFIRM_TOKEN',
  'UNDO_TOKEN',
  'UNSUBSCRIBE_TOKEN',
  'INVITATION_TOKEN',
  'RECEIVED_INVITATION',
];

test('/docs has something to send for every operation', () => {
  assert.deepEqual(Object.keys(calls).sort(), operations.map(({ name }) => name).sort());
});

test('/docs finds or makes all that it fills in, but for what mails have', () => {
  const asked = [...JSON.stringify(calls).matchAll(/\$([A-Z_]+)/g)].map(([, name = '']) => name);
  const unknown = asked.filter(name => !known.has(name) && !persons.includes(name));
  assert.deepEqual([...new Set(unknown)].sort(), ofMails.toSorted());
});

test('/docs fills in all that an operation needs in its path and its query', () => {
  for (const { name, operation } of operations) {
    const needed = (operation.parameters ?? []).filter(({ required }) => required).map(parameter => parameter.name);
    const { path, query } = calls[name] ?? { path: {}, query: {} };
    assert.deepEqual([...Object.keys(path), ...Object.keys(query)].sort(), needed.sort(), name);
  }
});

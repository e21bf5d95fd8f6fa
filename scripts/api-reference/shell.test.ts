import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { stringifyCompact } from './compact-json.ts';
import { publishable } from './publishable.ts';
import { shellOf } from './shell.ts';

test('a step is a curl that bash sends as it was meant, variables included', () => {
  const step = {
    route: 'PATCH /api/v1/rooms/{id}',
    path: '/api/v1/rooms/$ROOM?a=1&b=2',
    as: 'TOKEN' as const,
    headers: { 'If-Match': '"1"' },
    body: { name: 'The “great” hall', eventId: '$EVENT', links: [{ url: 'https://example.org/$RUN/a?b=c' }] },
    save: { NAME: 'name' },
  };
  const script = `curl() { printf '%s\\n' "$@"; }\nfield() { :; }\n${shellOf(step)}`;
  const env = {
    PATH: process.env.PATH,
    API: 'http://h',
    ROOM: 'r',
    TOKEN: 't',
    EVENT: 'e',
    RUN: '7',
    REPLY: '/dev/null',
  };
  const { stdout } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' });
  const [before = '', json = ''] = stdout.split('\n-d\n');
  assert.deepEqual(before.split('\n'), [
    ...['-X', 'PATCH', 'http://h/rooms/r?a=1&b=2', '-H', 'Authorization: Bearer t', '-H', 'If-Match: "1"'],
    ...['-H', 'Content-Type: application/json'],
  ]);
  assert.deepEqual(JSON.parse(json), {
    name: 'The “great” hall',
    eventId: 'e',
    links: [{ url: 'https://example.org/7/a?b=c' }],
  });
});

test('an apostrophe, which would end the string, is refused', () => {
  assert.throws(() => shellOf({ route: 'POST /api/v1/rooms', body: { name: "Ada's" } }), /apostrophe/);
});

test('compact JSON is the same JSON, in lines of at most the width where that can be', () => {
  const value = { a: [1, 'two', null, { b: true }], c: {}, d: [], e: { f: 'x'.repeat(18), g: ['y'.repeat(20), 'z'] } };
  const text = stringifyCompact(value, 30);
  assert.deepEqual(JSON.parse(text), value);
  assert.ok(text.split('\n').every(line => line.length <= 30));
  assert.equal(stringifyCompact(value.a, 80), '[1, "two", null, { "b": true }]');
});

test('a published example has the beginning of a token, wherever the token stands, and no port of ours', () => {
  const token = 'abcdefghijklmnopqrstuvwxyz';
  const reply = { token, url: `http://127.0.0.1:8080/calendar?token=${token}`, tokenType: 'Bearer' };
  assert.deepEqual(publishable([{ route: 'GET /', status: 200, reply }], 'http://127.0.0.1:8080'), [
    {
      route: 'GET /',
      status: 200,
      reply: { token: 'abcdefghijkl…', url: 'http://127.0.0.1/calendar?token=abcdefghijkl...', tokenType: 'Bearer' },
    },
  ]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { formatLine } from './format-line.ts';

/** Without colours, and without the clock, which is the reader's. */
function format(entry: object | string, log = 'session-service'): string {
  const line = typeof entry === 'string' ? entry : JSON.stringify({ time: '2027-01-01T10:00:00.123Z', ...entry });
  return stripVTControlCharacters(formatLine(line, log)).replace(/^\d\d:\d\d:\d\d\.123/, 'HH:MM:SS.123');
}

test('a request is one line with what it was, and its id to search for', () => {
  assert.equal(
    format({
      ...{ level: 'info', service: 'session-service', requestId: 'abc', trace: 'def' },
      ...{ method: 'POST', path: '/api/v1/rooms', status: 201, ms: 84, msg: 'request' },
    }),
    'HH:MM:SS.123 INFO  session-service          POST /api/v1/rooms 201 84 ms requestId=abc',
  );
});

test('an error has its stack below it, and other members behind it', () => {
  assert.equal(
    format({
      level: 'error',
      msg: 'failed',
      job: 'cleanup',
      tries: [1, 2],
      err: { message: 'no', stack: 'Error: no\n  at x' },
    }),
    'HH:MM:SS.123 ERROR session-service          failed job=cleanup tries=[1,2]\n    Error: no\n      at x',
  );
});

test('a line of the gateway has no level and no message', () => {
  assert.equal(
    format(
      { service: 'api-gateway', requestId: 'abc', method: 'GET', path: '/x', status: 502, seconds: 0.1 },
      'gateway',
    ),
    'HH:MM:SS.123       gateway                  GET /x 502 seconds=0.1 requestId=abc',
  );
});

test('what is no JSON stays as it is', () => {
  assert.equal(format('{ [Error] }', 'rabbitmq'), `${' '.repeat(19)}rabbitmq                 { [Error] }`);
});

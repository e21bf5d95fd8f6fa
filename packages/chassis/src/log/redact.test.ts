import { expect, test } from '@jest/globals';
import { createLogger } from './logger';

function logged(fields: object): object {
  const lines: string[] = [];
  createLogger('test', 'info', { write: line => void lines.push(line) }).info(fields, 'told');
  return JSON.parse(lines.join(''));
}

test.each([
  [
    { password: 'x', email: 'a@b.example' },
    { password: '[redacted]', email: '[redacted]' },
  ],
  [{ user: { name: 'Ada', token: 'x' } }, { user: { name: 'Ada', token: '[redacted]' } }],
  [{ request: { headers: { cookie: 'x', host: 'h' } } }, { request: { headers: { cookie: '[redacted]', host: 'h' } } }],
  [{ password: { is: 'x' } }, { password: '[redacted]' }],
  [{ users: [{ email: 'a@b.example' }] }, { users: [{ email: '[redacted]' }] }],
  [{ a: { b: { c: { token: 'x' } } } }, { a: { b: { c: { token: 'x' } } } }],
])('what %j has of secrets is not logged', (fields, shown) => {
  expect(logged(fields)).toMatchObject(shown);
});

test('what is logged stays as it was', () => {
  const fields = { user: { token: 'x' } };
  logged(fields);
  expect(fields).toEqual({ user: { token: 'x' } });
});

import { expect, test } from '@jest/globals';
import { createLogger } from './logger';

const ada = 'ada.lovelace+1@mail.example.org';

function logged(error: unknown): { err: Record<string, unknown>; reason: string } {
  const lines: string[] = [];
  createLogger('test', 'info', { write: line => void lines.push(line) }).error({ err: error }, 'failed');
  expect(lines.join('')).not.toMatch(/lovelace|hunter2/);
  return JSON.parse(lines.join(''));
}

test('an error is logged by its kind, message and stack, and those of its causes', () => {
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const { err } = logged(new Error('not sent', { cause }));
  expect(err).toMatchObject({
    type: 'Error',
    message: 'not sent',
    cause: { message: 'refused', code: 'ECONNREFUSED' },
  });
  expect(err.stack).toMatch(/^\s+at .*error-fields\.test/);
});

test.each([
  ['a member of its own', Object.assign(new Error('refused'), { detail: `Key (email)=(${ada}) already exists.` })],
  ['its message', new Error(`all recipients were rejected: 550 <${ada}> unknown`)],
  [
    "a database's message",
    new Error(`Raw query failed. Code: 23505. Message: Key (name)=(Ada Lovelace (hunter2)) exists.`),
  ],
  ['a row in it', new Error('Failing row contains (1, Ada lovelace,\nhunter2).')],
  ['a cause', new Error('failed', { cause: new Error(`no ${ada}`) })],
  ['what is no error', `no ${ada}`],
  ['an address in many words', new Error(`${'x'.repeat(990)} ${ada}`)],
  [
    "an ORM's arguments",
    Object.assign(new Error(`Invalid call:\n{ name: "lovelace" }\n\nArgument x is missing.`), {
      name: 'PrismaClientValidationError',
    }),
  ],
])('a value of a person in %s is not', (_, error) => {
  expect(logged(error).err.message).toEqual(expect.any(String));
});

import { expect, test } from '@jest/globals';
import { createSeal, derivedToken } from './seal';

test('what is sealed opens with the same key and use alone, and unchanged', () => {
  const tickets = createSeal('a key', 'ticket');
  const sealed = tickets.seal('ÄBC-123');
  expect(tickets.open(sealed)).toBe('ÄBC-123');
  expect(tickets.seal('ÄBC-123')).not.toBe(sealed);
  expect(() => createSeal('another key', 'ticket').open(sealed)).toThrow();
  expect(() => createSeal('a key', 'mail').open(sealed)).toThrow();
  const changed = Buffer.from(sealed, 'base64url');
  changed[20] = (changed[20] ?? 0) ^ 1;
  expect(() => tickets.open(changed.toString('base64url'))).toThrow();
});

test('a derived token is the same for a key, a use and an id, and another for any other', () => {
  const token = derivedToken('key', 'claim', '1');
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(derivedToken('key', 'claim', '1')).toBe(token);
  for (const other of [
    derivedToken('kez', 'claim', '1'),
    derivedToken('key', 'clain', '1'),
    derivedToken('key', 'claim', '2'),
  ]) {
    expect(other).not.toBe(token);
  }
});

import { expect, test } from '@jest/globals';
import { requestSeal } from './request-seal';

const fingerprint = (body: unknown, secret = 'secret') => requestSeal(secret, body).fingerprint;

test('the order of members makes no other request, at any depth; the order of a list does', () => {
  const body = { name: 'x', items: [{ a: 1, b: { c: 2, d: 3 } }, { e: 4 }] };
  expect(fingerprint({ items: [{ b: { d: 3, c: 2 }, a: 1 }, { e: 4 }], name: 'x' })).toBe(fingerprint(body));
  expect(fingerprint({ ...body, items: body.items.toReversed() })).not.toBe(fingerprint(body));
  expect(fingerprint(JSON.parse('{"b":1,"__proto__":2}'))).not.toBe(fingerprint({ b: 1 }));
  expect(fingerprint(undefined)).not.toBe(fingerprint({}));
});

test('another secret or another request opens nothing', () => {
  const sealed = requestSeal('secret', { password: 'right' }).seal('reply');
  expect(requestSeal('secret', { password: 'right' }).unseal(sealed)).toBe('reply');
  expect(() => requestSeal('secret', { password: 'wrong' }).unseal(sealed)).toThrow();
  expect(() => requestSeal('other', { password: 'right' }).unseal(sealed)).toThrow();
});

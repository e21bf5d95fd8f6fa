import { expect, test } from '@jest/globals';
import { newTicketCode, readTicketCode } from './ticket';

test('a ticket code is four groups of five letters, another one each time', () => {
  const codes = Array.from({ length: 1_000 }, newTicketCode);
  expect(codes.every(code => /^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/.test(code))).toBe(true);
  expect(new Set(codes).size).toBe(1_000);
});

test('a code is understood as people type it', () => {
  expect(readTicketCode(' 01abc-o1ilk 22222 zzzzz ')).toBe('01ABC-0111K-22222-ZZZZZ');
  const code = newTicketCode();
  expect(readTicketCode(code.toLowerCase().replaceAll('-', ''))).toBe(code);
});

import { expect, test } from '@jest/globals';
import { linkTo, opens } from './ticket-link';

const ticket = { id: '01890a5d-ac96-774b-bcce-b302099a8057', ticketCode: '7Q2ZK-4MXW9-P8RTB-0HJVC' };
const now = new Date('2030-05-01T12:00:00.250Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const link = linkTo(ticket, now);

test('a link opens its ticket for five minutes, and not longer', () => {
  expect(link.expires.toISOString()).toBe('2030-05-01T12:05:00.250Z');
  expect(opens(link, ticket, now)).toBe(true);
  expect(opens(link, ticket, new Date('2030-05-01T12:05:00.249Z'))).toBe(true);
  expect(opens(link, ticket, new Date('2030-05-01T12:05:00.250Z'))).toBe(false);
});

test.each([
  ['another registration', { ...ticket, id: '01890a5d-ac96-774b-bcce-b302099a8058' }, link],
  ['a seat that was given again', { ...ticket, ticketCode: '7Q2ZK-4MXW9-P8RTB-0HJVD' }, link],
  ['a later end', ticket, { ...link, expires: later(300_001) }],
  ['another signature', ticket, { ...link, signature: 'A'.repeat(43) }],
  ['no signature', ticket, { ...link, signature: '' }],
])('it is not good for %s', (_, of, changed) => {
  expect(opens(changed, of, now)).toBe(false);
});

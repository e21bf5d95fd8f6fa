import { expect, test } from '@jest/globals';
import { emailAddress } from './email-address';

test.each([
  [' Ada@Example.ORG ', 'ada@example.org'],
  ['JÖRG@example.org', 'jörg@example.org'],
  ['jo\u0308rg@example.org', 'jörg@example.org'],
  ['x@MÜLLER.example', 'x@xn--mller-kva.example'],
  ['x@xn--mller-kva.example', 'x@xn--mller-kva.example'],
  ['用户@例子。广告', '用户@xn--fsqu00a.xn--4rr70v'],
  ["o'brien+a.b&c=d/e@mail.example", "o'brien+a.b&c=d/e@mail.example"],
  [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
])('%j is %j', (given, normalized) => expect(emailAddress.parse(given)).toBe(normalized));

test.each([
  '',
  'ada',
  '@example.org',
  'ada@',
  'a@b@example.org',
  '.ada@example.org',
  'ada.@example.org',
  'a..b@example.org',
  'a b@example.org',
  'a\u00a0b@example.org',
  'a\u200bb@example.org',
  'a\ud800@example.org',
  'ada@localhost',
  'ada@127.0.0.1',
  'ada@0x7f.1',
  'ada@[::1]',
  'ada@example.org:25',
  'ada@example.org/x',
  'ada@ex%61mple.org',
  'ada@-example.org',
  'ada@example.org.',
  'Ada <ada@example.org>',
  'a@example.org,b@example.org',
  'a@example.org\r\nBcc: b@example.org',
  `${'a'.repeat(65)}@example.org`,
  `${'ö'.repeat(33)}@example.org`,
  `a@${'b'.repeat(64)}.org`,
  `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(4)}org`,
])('%j is no address', given => expect(emailAddress.safeParse(given).success).toBe(false));

test('what is too long is refused unread', () => {
  const [issue] = emailAddress.safeParse(`${'\u0345'.repeat(60_000)}${'\u0334'.repeat(60_000)}`).error?.issues ?? [];
  expect(issue?.code).toBe('too_big');
});

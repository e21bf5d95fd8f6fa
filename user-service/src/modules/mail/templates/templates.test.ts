import type { UserLanguage } from '@ems/contracts';
import { describe, expect, test } from '@jest/globals';
import { type EventFacts, type NoticeKind, type Notices, renderAccountMail, renderNoticeMail } from './index';
import { layOut } from './layout';

const event: EventFacts = {
  title: 'Tom & Jerry <script>alert(1)</script>',
  startsAt: new Date('2027-05-01T08:00:00Z'),
  endsAt: new Date('2027-05-02T16:00:00Z'),
  timezone: 'Europe/Berlin',
  venue: 'Mill "X"',
  onlineUrl: 'https://live.example/?a=1&b=2',
  page: 'https://ems.example/e/1',
};
const page = 'https://ems.example/page';
const slot = { title: 'A\r\nBcc: eve@example.org', startsAt: event.startsAt, endsAt: event.endsAt, room: 'Hall' };

const notices: { [Kind in NoticeKind]: readonly Notices[Kind][] } = {
  registration_confirmed: [
    { event, page, hasTicket: true, hasAccount: true },
    { event, page, hasTicket: true, hasAccount: false },
    { event, page, hasTicket: false, hasAccount: true },
  ],
  registration_promoted: [{ event, page, hasTicket: true, hasAccount: true }],
  registration_waitlisted: [
    { event, page, position: 3 },
    { event, page, position: null },
  ],
  registration_cancelled: [
    { event, page, cause: 'attendee' },
    { event, page, cause: 'team' },
  ],
  event_changed: [
    { event, changed: { times: true, place: true } },
    { event, changed: { times: true, place: false } },
    { event, changed: { times: false, place: true } },
  ],
  event_cancelled: [
    { event, reason: 'A storm' },
    { event, reason: null },
  ],
  session_submitted: [{ event, page, title: 'Talk' }],
  session_received: [
    { event, page, count: 1, titles: ['Talk'] },
    { event, page, count: 12, titles: ['Talk', 'A\r\nBcc: eve@example.org'] },
    { event, page, count: 2, titles: [] },
  ],
  session_decided: [
    { event, page, title: 'Talk', status: 'accepted', message: 'Welcome\n\n<b>you</b>' },
    { event, page, title: 'Talk', status: 'waitlisted', message: null },
    { event, page, title: null, status: 'rejected', message: null },
  ],
  schedule_released: [
    {
      event,
      changes: [
        { change: 'added', ...slot },
        { change: 'moved', ...slot },
        { change: 'cancelled', ...slot, title: null, room: null },
      ],
    },
  ],
  offer_received: (['owner', 'member', 'session-speaker'] as const).map(offer => ({
    event,
    page,
    offer,
    title: offer === 'session-speaker' ? 'Talk' : null,
    expiresAt: event.endsAt,
  })),
  claim_invitation: [{ page }],
  member_invitation: [{ page }],
  profile_suggestion: [{ event, page }],
  announcement: [{ event, subject: 'Doors\r\nBcc: eve@example.org', text: 'They open at eight.\n\n<b>Be there</b>' }],
  retention_due: [{ event, page, forgetsAt: event.endsAt }],
};

const links = { settings: 'https://ems.example/notifications', unsubscribe: 'https://ems.example/unsubscribe#token' };
const languages: UserLanguage[] = ['en', 'de'];
const kinds = Object.keys(notices) as NoticeKind[];

const renderAll = <Kind extends NoticeKind>(
  kind: Kind,
  language: UserLanguage,
  change: (facts: Notices[Kind]) => Notices[Kind],
) => notices[kind].map(facts => renderNoticeMail(kind, language, change(facts), links));

const withoutTexts = <Facts extends object>(facts: Facts): Facts =>
  'event' in facts
    ? { ...facts, title: null, message: null, event: { ...event, title: null, venue: null, onlineUrl: null } }
    : facts;

describe.each(languages)('every kind of mail in %s', language => {
  test.each(kinds)('%s has a subject, both parts, its links, and no leftover', kind => {
    for (const change of [<Facts>(facts: Facts) => facts, withoutTexts]) {
      for (const { subject, text, html } of renderAll(kind, language, change)) {
        expect(subject.length).toBeGreaterThan(5);
        expect(Array.from(subject).length).toBeLessThanOrEqual(150);
        for (const part of [subject, text, html]) expect(part).not.toMatch(/undefined|null|NaN|\[object|Invalid|\$\{/);
        expect(text).toMatch(/^ {2}https:\/\/ems\.example\//m);
        expect(text).toContain(`: ${links.unsubscribe}\n`);
        expect(html).toContain(`lang="${language}"`);
        expect(html).not.toMatch(/<script|<img|<b>|src=|url\(/);
        expect(text).not.toMatch(/^Bcc:/m);
      }
    }
  });

  test.each(['verify_email', 'reset_password', 'password_changed'] as const)('%s too', kind => {
    const { subject, text, html } = renderAccountMail(kind, language, page);
    expect(subject).not.toBe('');
    expect(text).toContain(`\n\n  ${page}\n`);
    expect(html).toContain(`<a href="${page}">`);
  });
});

test('a subject is one line of at most 150 characters, and a quoted text is bounded and no line of a header', () => {
  const { subject, text } = layOut(
    { subject: `A\r\nBcc: x ${'ö'.repeat(200)}`, blocks: [{ quote: 'x\r\ny'.repeat(9_000) }] },
    'en',
  );
  expect(Array.from(subject)).toHaveLength(150);
  expect(subject).not.toMatch(/[\r\n]/);
  expect(text.length).toBeLessThan(11_000);
});

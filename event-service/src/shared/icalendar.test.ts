import { expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { type CalendarEntry, toICalendar } from './icalendar';

const entry = (more: Partial<CalendarEntry> = {}): CalendarEntry => ({
  uid: 'a@b',
  changedAt: new Date('2027-01-02T03:04:05.678Z'),
  sequence: 3,
  startsAt: new Date('2027-05-01T08:00:00Z'),
  endsAt: new Date('2027-05-01T08:45:00Z'),
  status: 'CONFIRMED',
  summary: 'Opening',
  ...more,
});

const write = (more: Partial<CalendarEntry> = {}) => toICalendar({ name: 'Camp; 2027, all', entries: [entry(more)] });

test('every line ends with CRLF, is at most 75 octets long, and no character is cut', async () => {
  const text = await write({ summary: 'schöne 日本語 😀 '.repeat(30), description: `${'x'.repeat(200)}😀` });
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  for (const line of text.split('\r\n')) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\r\n\uFFFD]/);
    expect(line.isWellFormed()).toBe(true);
  }
});

test('another reader finds what was written', async () => {
  const summary = 'One; two, three\\four\nfive 😀'.repeat(4);
  const text = await write({ summary, categories: ['a,b', 'c'], url: 'https://a.example/x' });
  expect(text).toContain('X-WR-CALNAME:Camp\\; 2027\\, all\r\n');
  const [, , [event]] = ICAL.parse(text);
  const found = Object.fromEntries(event[1].map(([name, , , ...values]: [string, object, string]) => [name, values]));
  expect(found).toEqual({
    uid: ['a@b'],
    dtstamp: ['2027-01-02T03:04:05Z'],
    'last-modified': ['2027-01-02T03:04:05Z'],
    sequence: [3],
    dtstart: ['2027-05-01T08:00:00Z'],
    dtend: ['2027-05-01T08:45:00Z'],
    status: ['CONFIRMED'],
    summary: [summary],
    url: ['https://a.example/x'],
    categories: ['a,b', 'c'],
  });
});

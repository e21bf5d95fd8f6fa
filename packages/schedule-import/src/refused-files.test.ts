import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSchedule } from './read-schedule.ts';

const read = (text: string) => readSchedule(new TextEncoder().encode(text));
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe('a file that is none is refused, and the refusal says what it is', () => {
  test('another encoding, by its name', () => {
    assert.throws(() => readSchedule(new Uint8Array([0xff, 0xfe, 0x7b, 0x00])), /UTF-16 \(little-endian\)/);
    assert.throws(() => read('<?xml version="1.0" encoding="ISO-8859-15"?><schedule/>'), /ISO-8859-15/);
    assert.throws(() => readSchedule(new Uint8Array([0x7b, 0xe4, 0x7d])), /no UTF-8, perhaps ISO-8859-1/);
  });

  for (const [what, start, said] of [
    ['gzip', [0x1f, 0x8b, 8], /gzip/],
    ['a spreadsheet', [0x50, 0x4b, 3, 4], /save it as CSV/],
    ['a PDF', [...Buffer.from('%PDF-1.7')], /a PDF/],
    ['bytes', [0, 1, 2, 3], /neither JSON nor XML/],
  ] as const)
    test(`${what}, by its first bytes`, () =>
      assert.throws(() => readSchedule(new Uint8Array([...start, ...Buffer.from(' rest')])), said));

  test('a table with too many cells in a row keeps the others', () => {
    const { entries } = read('title,start\nA,2027-05-01T10:00\nB, and C,2027-05-01T11:00\nD,2027-05-01T12:00,,\n');
    assert.deepEqual(
      entries.map(({ fault }) => fault !== undefined),
      [false, true, false],
    );
  });

  for (const [what, text, code] of [
    ['nothing', ' \n', 'file.empty'],
    ['prose', 'Dear organizers, the schedule is as follows', 'file.format'],
    ['JSON of something else', '{"name": "package"}', 'file.format'],
    ['broken JSON', '{"schedule": ', 'file.malformed'],
    ['JSON of a great depth', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'file.too-deep'],
    ['XML of a great depth', `<schedule>${'<a>'.repeat(500)}${'</a>'.repeat(500)}</schedule>`, 'file.too-deep'],
    ['XML of something else', '<rss></rss>', 'file.format'],
    ['broken XML', '<schedule><day></schedule>', 'file.malformed'],
    ['XML that declares entities', '<!DOCTYPE x [<!ENTITY a "b">]><schedule>&a;</schedule>', 'file.malformed'],
    [
      'XML that declares entities behind a long comment',
      `<!--${'x'.repeat(10_000)}--><!DOCTYPE x [<!ENTITY a "bc">]><schedule>&a;</schedule>`,
      'file.malformed',
    ],
    ['a table of too many lines', `title,start\n${'a,2027-05-01T10:00\n'.repeat(100_000)}`, 'file.too-large'],
    [
      'a calendar of too many entries',
      `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\nEND:VEVENT\n'.repeat(20_001)}`,
      'file.too-large',
    ],
    [
      'a calendar whose events recur too often',
      `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\nDTSTART:20270501T080000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n'.repeat(100)}END:VCALENDAR\n`,
      'file.too-large',
    ],
    ['a table of too many columns', `title,start\na,2027-05-01T10:00${','.repeat(900_000)}\n`, 'file.malformed'],
    [
      'a calendar of too many dates',
      `BEGIN:VCALENDAR\nBEGIN:VEVENT\nRDATE:${'20270501T080000Z,'.repeat(20_001)}\nEND:VEVENT\nEND:VCALENDAR\n`,
      'file.too-large',
    ],
    [
      'a calendar of which too many events recur',
      `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\nDTSTART:20270501T080000Z\nRRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT\n'.repeat(2_001)}END:VCALENDAR\n`,
      'file.too-large',
    ],
    ['a conference of too many days', `{"conference": {"days": [{}${',{}'.repeat(20_000)}]}}`, 'file.too-large'],
    [
      'a line of parameters alone',
      `BEGIN:VCALENDAR\nX${';A="b:c"'.repeat(200_000)}:d\nEND:VCALENDAR\n`,
      'file.malformed',
    ],
    ['a conference without entries', '{"schedule": {"conference": {"title": "Demo", "days": []}}}', 'file.no-entries'],
  ] as const) {
    test(what, () =>
      assert.equal(
        codeOf(() => read(text)),
        code,
      ),
    );
  }
});

test('a calendar that is folded within a character is read whole', () => {
  const [before, after] = [
    'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270501T080000Z\r\nSUMMARY:Caf',
    ' za\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
  ].map(text => new TextEncoder().encode(text));
  const bytes = new Uint8Array([...(before ?? []), 0xc3, 0x0d, 0x0a, 0x20, 0xa9, ...(after ?? [])]);
  assert.equal(readSchedule(bytes).entries[0]?.title, 'Café za');
});

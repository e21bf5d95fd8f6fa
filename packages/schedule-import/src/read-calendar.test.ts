import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plan } from './plan/sample-plan.ts';
import { readSchedule } from './read-schedule.ts';

const read = (text: string) => readSchedule(new TextEncoder().encode(text));

describe('a calendar', () => {
  test('has times in UTC, in a zone, and of no zone', () => {
    const { format, entries, zone, title } = read(
      [
        'BEGIN:VCALENDAR',
        'X-WR-CALNAME:Meetup',
        'X-WR-TIMEZONE:Europe/Berlin',
        ...[
          'DTSTART:20270501T080000Z',
          'DTSTART;TZID=Europe/Berlin:20270501T100000',
          'DTSTART:20270501T100000',
          'DTSTART:20270230T100000',
        ].flatMap((start, at) => [
          'BEGIN:VEVENT',
          `UID:${at}@example.org`,
          `SUMMARY:Talk\\, part ${at}`,
          start,
          'DURATION:PT45M',
          'LOCATION:Hall',
          'END:VEVENT',
        ]),
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
    assert.deepEqual(
      [format, zone, title, entries[0]?.title],
      ['iCalendar', 'Europe/Berlin', 'Meetup', 'Talk, part 0'],
    );
    assert.deepEqual(
      entries.map(({ startsAt }) => startsAt),
      ['2027-05-01T08:00:00Z', '2027-05-01T10:00:00+02:00', '2027-05-01T10:00:00', '2027-02-30T10:00:00'],
    );
    assert.equal(entries[0]?.duration, '45');
  });

  const calendar = (...lines: string[]) => read(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n'));
  const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:1@example.org', 'SUMMARY:Yoga', ...lines, 'END:VEVENT'];

  test('has an event that recurs at the same time by the clocks, but for what is excepted or has an entry of its own', () => {
    const { entries, unplaced } = calendar(
      ...event(
        'DTSTART;TZID=Europe/Berlin:20270326T090000',
        'DTEND;TZID=Europe/Berlin:20270326T100000',
        'RRULE:FREQ=DAILY;COUNT=5',
        'EXDATE;TZID=Europe/Berlin:20270327T090000',
      ),
      ...event(
        'RECURRENCE-ID:20270329T070000Z',
        'DTSTART;TZID=Europe/Berlin:20270329T110000',
        'DTEND;TZID=Europe/Berlin:20270329T120000',
      ),
    );
    assert.deepEqual(
      entries.map(({ startsAt, endsAt }) => [startsAt, endsAt]),
      [
        ['2027-03-26T09:00:00+01:00', '2027-03-26T10:00:00+01:00'],
        ['2027-03-28T09:00:00+02:00', '2027-03-28T10:00:00+02:00'],
        ['2027-03-30T09:00:00+02:00', '2027-03-30T10:00:00+02:00'],
        ['2027-03-29T11:00:00+02:00', '2027-03-29T12:00:00+02:00'],
      ],
    );
    assert.deepEqual([new Set(entries.flatMap(({ ids }) => ids)).size, unplaced.size], [1, 0]);
  });

  for (const [rule, days] of [
    ['FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270512T235959Z', ['05-01', '05-03', '05-05', '05-10', '05-12']],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=3', ['05-01', '05-15', '05-29']],
    ['FREQ=WEEKLY;UNTIL=20270508', ['05-01', '05-08']],
    ['FREQ=MONTHLY;BYDAY=1SA;COUNT=3', ['05-01', '06-05', '07-03']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3', ['05-01', '05-31', '06-30']],
    ['FREQ=DAILY;INTERVAL=7;BYDAY=TU', ['05-01']],
    ['FREQ=DAILY;COUNT=2;BYMONTH=2;BYMONTHDAY=30', ['05-01']],
    ['FREQ=SECONDLY', ['05-01']],
  ] as const)
    test(`reads ${rule}`, () => {
      const { entries } = calendar(...event('DTSTART:20270501T080000Z', 'DURATION:PT45M', `RRULE:${rule}`));
      assert.deepEqual(
        entries.map(({ startsAt }) => startsAt),
        days.map(day => `2027-${day}T08:00:00Z`),
      );
    });

  const yoga = (...lines: string[]) => event('DTSTART;TZID=Europe/Berlin:20270501T090000', 'DURATION:PT1H', ...lines);
  const starts = (...lines: string[]) => calendar(...lines).entries.map(({ startsAt }) => startsAt.slice(5, 16));

  test('has further dates, with lengths of their own, but none twice, and none on days that are excepted', () => {
    const { entries, unplaced } = calendar(
      ...yoga(
        'RRULE:FREQ=DAILY;COUNT=3',
        'RDATE;TZID=Europe/Berlin:20270502T090000,20270509T090000',
        'RDATE;TZID=Europe/Berlin;VALUE=PERIOD:20270510T090000/PT2H',
        'EXDATE;VALUE=DATE:20270503',
      ),
    );
    assert.deepEqual(
      entries.map(({ startsAt, endsAt, duration }) => [startsAt.slice(5, 16), endsAt?.slice(11, 16), duration]),
      [
        ['05-01T09:00', undefined, '60'],
        ['05-02T09:00', undefined, '60'],
        ['05-09T09:00', undefined, '60'],
        ['05-10T09:00', '11:00', undefined],
      ],
    );
    assert.deepEqual([...unplaced], []);
  });

  test('has what recurs without an end until its other entries are over, and says so', () => {
    const closing = [
      'BEGIN:VEVENT',
      'UID:2',
      'SUMMARY:Closing',
      'DTSTART:20270503T160000Z',
      'DURATION:PT1H',
      'END:VEVENT',
    ];
    const file = calendar(...yoga('RRULE:FREQ=DAILY'), ...closing);
    assert.deepEqual(
      file.entries.map(({ startsAt }) => startsAt.slice(5, 10)),
      ['05-01', '05-02', '05-03', '05-03'],
    );
    const { findings } = plan(file.entries, file);
    assert.match(findings.notes.join(), /“Yoga”.*It recurs without an end: 3 of its times are taken, up to 2027-05-03/);
    assert.equal(calendar(...yoga('RRULE:FREQ=WEEKLY')).entries.length, 53);
  });

  for (const [what, lines, taken, said] of [
    ['by the hour', ['RRULE:FREQ=HOURLY;COUNT=8'], 1, /FREQ=HOURLY;COUNT=8\) is not read: 1 of its 8 times is taken/],
    ['on the last working day', ['RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1'], 1, /its first time alone is taken/],
    ['by two rules', ['RRULE:FREQ=DAILY;COUNT=2', 'RRULE:FREQ=WEEKLY;COUNT=2'], 1, /is not read/],
    ['but by another rule', ['RRULE:FREQ=DAILY;COUNT=2', 'EXRULE:FREQ=WEEKLY;COUNT=2'], 1, /is not read/],
    ['for years', ['RRULE:FREQ=MONTHLY;COUNT=20'], 13, /7 of its 20 times are more than a year after the first/],
    ['until another year', ['RRULE:FREQ=MONTHLY;UNTIL=20290101T000000Z'], 13, /Its further times are more than a year/],
  ] as const)
    test(`says what of an event it does not take that recurs ${what}`, () => {
      const file = calendar(...yoga(...lines));
      assert.equal(file.entries.length, taken);
      const { findings } = plan(file.entries, file);
      const refused = findings.refused.filter(({ code }) => code === 'entry.recurrence');
      assert.equal(refused.length, 1);
      assert.match(refused[0]?.entry ?? '', /“Yoga”/);
      assert.match(refused[0]?.detail ?? '', said);
    });

  test('has one line for an event without a time that can be read, however often it recurs', () => {
    const file = calendar(...event('DTSTART:20270230T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=5'));
    assert.deepEqual(
      file.entries.map(({ startsAt }) => startsAt),
      ['2027-02-30T09:00:00Z'],
    );
    assert.deepEqual(starts(...yoga('RDATE;TZID=Europe/Berlin:20270230T090000')), ['05-01T09:00', '02-30T09:00']);
  });

  test('whose event changes all later times is taken at its word for one, and said', () => {
    const file = calendar(
      ...yoga('RRULE:FREQ=DAILY;COUNT=3'),
      ...event(
        'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20270502T090000',
        'DTSTART;TZID=Europe/Berlin:20270502T110000',
        'DURATION:PT1H',
      ),
    );
    const { findings } = plan(file.entries, file);
    assert.match(findings.refused[0]?.detail ?? '', /THISANDFUTURE/);
    assert.deepEqual(
      file.entries.map(({ startsAt }) => startsAt.slice(5, 16)),
      ['05-01T09:00', '05-03T09:00', '05-02T11:00'],
    );
  });
});

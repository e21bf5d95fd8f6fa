import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileEntry, ScheduleFile } from '../model/schedule-file.ts';
import { makePlan } from './make-plan.ts';

const entry = (id: number, title: string, clock: string, more: Partial<FileEntry> = {}): FileEntry => ({
  place: `entry ${id}`,
  ids: [`guid-${id}`, String(id)],
  title,
  startsAt: `2027-05-01T${clock}:00+02:00`,
  duration: '0:30',
  room: 'Hall',
  ...more,
});

const plan = (entries: FileEntry[], more: Partial<ScheduleFile> = {}, timezone?: string) =>
  makePlan(
    {
      format: 'c3voc JSON',
      isOwnExport: false,
      hasLocalTimes: false,
      title: 'Demo',
      zone: 'Europe/Berlin',
      urls: [],
      bounds: [],
      rooms: [],
      tracks: [],
      entries,
      unplaced: new Map(),
      ...more,
    },
    { slug: undefined, timezone, fileName: 'demo' },
  );

const person = (name: string, id?: string) => ({ name, id });

describe('times', () => {
  const kept = [
    '2027-05-01T10:00:00+02:00',
    '2027-05-01t10:00:00z',
    '2027-05-01 10:00:00+02:00',
    '2027-05-01T10:00:30.5+05:45',
  ];
  const refused = [
    '2027-02-30T10:00:00+01:00',
    'May 1 2027 10:00 GMT+2',
    '2027-05-01T24:00:00+02:00',
    '2027-05-01T10:00-extra',
    '2027-05-01T10:00:00',
    '2027-05-01',
    '',
  ];
  test('are those of RFC 3339; others are refused with the name of the entry', () => {
    const texts = [...kept, ...refused];
    const { sessions, findings } = plan(
      texts.map((startsAt, id) => entry(id, `Talk ${id}`, '', { startsAt, room: `Room ${id}` })),
    );
    assert.equal(sessions.length, kept.length);
    assert.deepEqual(
      findings.refused.map(({ code }) => code),
      refused.map(() => 'entry.time'),
    );
    assert.match(findings.refused[0]?.entry ?? '', /^4 “Talk 4” \(Room 4, 2027-02-30/);
  });

  test('have a zone that fits all of them, where none is named, and it is said', () => {
    const summer = entry(1, 'Summer', '10:00');
    const winter = entry(2, 'Winter', '', { startsAt: '2027-03-27T10:00:00-04:00' });
    assert.equal(plan([summer], { zone: undefined }).event.timezone, 'Europe/Berlin');
    const { event, findings } = plan([winter], { zone: undefined });
    assert.equal(event.timezone, 'America/New_York');
    assert.match(findings.notes[0] ?? '', /names no zone; America\/New_York fits/);
    assert.equal(plan([winter], { zone: undefined }, 'America/Halifax').event.timezone, 'America/Halifax');
  });

  test('in UTC alone make an event in UTC, and it is said', () => {
    const { event, findings } = plan([entry(1, 'Talk', '', { startsAt: '2027-05-01T10:00:00Z' })], { zone: undefined });
    assert.equal(event.timezone, 'UTC');
    assert.match(findings.notes[0] ?? '', /--timezone says another/);
  });

  test('without an offset need a zone, and one that the clocks skip is none', () => {
    const local = (id: number, startsAt: string) => entry(id, 'Talk', '', { startsAt, room: `R${id}` });
    const file = { zone: undefined, hasLocalTimes: true, city: 'Brussels' };
    assert.throws(
      () => plan([local(1, '2027-05-01T10:00')], file),
      /--timezone says which it is \(Europe\/Brussels\?\)/,
    );
    const { sessions, findings } = plan(
      [local(1, '2027-05-01T10:00'), local(2, '2027-03-28T02:30')],
      file,
      'Europe/Berlin',
    );
    assert.equal(new Date(sessions[0]?.slots[0]?.startsAt ?? 0).toISOString(), '2027-05-01T08:00:00.000Z');
    assert.match(findings.refused[0]?.detail ?? '', /skipped by the clocks/);
  });
});

describe('people', () => {
  test('are told apart by id and name together', () => {
    const { speakers } = plan([
      entry(1, 'A', '10:00', { persons: [person('Ann', '1'), person('Bob', '1'), person('Cy')] }),
      entry(2, 'B', '11:00', { persons: [person('Ann', '2'), person('Cy'), person(' ANN ', '1')] }),
    ]);
    assert.deepEqual(
      speakers.map(({ id, body }) => [id, body.name]),
      [
        ['1', 'Ann'],
        ['1', 'Bob'],
        [undefined, 'Cy'],
        ['2', 'Ann'],
      ],
    );
  });

  test('lose a field that cannot be held, which is said, and stay', () => {
    const { speakers, findings } = plan([
      entry(1, 'A', '10:00', {
        persons: [{ name: 'Ann', photoUrl: 'https://exa mple.org/a b.png', page: 'https://[bad' }],
      }),
    ]);
    assert.deepEqual(speakers[0]?.body, { name: 'Ann' });
    assert.deepEqual(
      findings.dropped.map(({ entry, field }) => [entry, field]),
      [
        ['Ann', 'photoUrl'],
        ['Ann', 'page'],
      ],
    );
  });
});

describe('sessions', () => {
  test('have the kind that whole words of their type say, and keep the word', () => {
    const typed = ([typeName, ...names]: string[], id: number) =>
      entry(id, `T${id}`, '10:00', { typeName, persons: names.map(name => person(name)), room: `R${id}` });
    const { sessions } = plan(
      [
        ['Breakout', 'Bea'],
        ['Lunch talk', 'Lou'],
        ['Science break (talk)'],
        ['Coffee break'],
        ['Break', 'Ann'],
        ['lecture'],
        ['talk'],
        ['Party'],
      ].map(typed),
    );
    assert.deepEqual(
      sessions.map(({ fields }) => [fields.type, fields.typeName]),
      [
        ['other', 'Breakout'],
        ['talk', 'Lunch talk'],
        ['talk', 'Science break (talk)'],
        ['break', 'Coffee break'],
        ['other', 'Break'],
        ['talk', 'lecture'],
        ['talk', null],
        ['other', 'Party'],
      ],
    );
  });

  test('have as many languages as they say, by tags that are registered', () => {
    const languages = ['de, en', '', 'German', 'de-formal', 'Klingon tongue', 'en_GB'];
    const { sessions, findings } = plan(
      languages.map((text, id) => entry(id, `T${id}`, '10:00', { languages: text, room: `R${id}` })),
    );
    assert.deepEqual(
      sessions.map(({ fields }) => fields.languages),
      [['de', 'en'], [], ['de'], ['de'], [], ['en-GB']],
    );
    assert.deepEqual(
      findings.changed.map(({ from, to }) => `${from} → ${to}`),
      ['German → de', 'de-formal → de', 'en_GB → en-GB'],
    );
    assert.deepEqual(
      findings.dropped.map(({ value }) => value),
      ['Klingon tongue'],
    );
  });

  test('of one id and title have several slots, and so has one that is shown in two rooms at once', () => {
    const persons = [person('Ann')];
    const { sessions } = plan([
      entry(1, 'Twice', '10:00', { ids: ['guid-1', 'CODE'] }),
      entry(2, 'Twice', '11:00', { ids: ['guid-2', 'CODE'] }),
      entry(3, 'Live', '12:00', { persons }),
      entry(4, 'Live', '12:00', { persons, room: 'Cinema' }),
      entry(5, 'Live', '15:00', { persons }),
    ]);
    assert.deepEqual(
      sessions.map(({ externalId, slots }) => [externalId, slots.length]),
      [
        ['CODE', 2],
        ['guid-3', 2],
        ['guid-5', 1],
      ],
    );
  });

  test('keep what can be held of them', () => {
    const { sessions, findings } = plan([
      entry(1, 'x'.repeat(301), '10:00'),
      entry(2, 'Two\nlines', '11:00', {
        subtitle: 'y'.repeat(501),
        links: [{ url: 'nowhere' }, { url: 'http://a.example', label: 'A' }],
      }),
    ]);
    assert.deepEqual(
      sessions.map(({ fields }) => [fields.title, fields.subtitle, fields.links]),
      [['Two lines', undefined, [{ label: 'A', url: 'http://a.example' }]]],
    );
    assert.deepEqual(
      findings.refused.map(({ code }) => code),
      ['entry.title'],
    );
    assert.deepEqual(
      findings.changed.map(({ field }) => field),
      ['title'],
    );
    assert.deepEqual(
      findings.dropped.map(({ field }) => field),
      ['subtitle', 'links'],
    );
  });
});

describe('rooms', () => {
  test('are one where their names differ by case or blanks', () => {
    const { rooms } = plan([
      entry(1, 'A', '10:00'),
      entry(2, 'B', '11:00', { room: 'hall ' }),
      entry(3, 'C', '12:00', { room: 'HALL' }),
    ]);
    assert.deepEqual(
      rooms.map(({ name }) => name),
      ['Hall'],
    );
  });

  test('that are used twice at a time are proposed as parallel, and the later is refused with both sides', () => {
    const { sessions, findings } = plan([
      entry(1, 'First', '10:00'),
      entry(2, 'Second', '10:15'),
      entry(3, 'Next', '10:30'),
    ]);
    assert.deepEqual(
      sessions.map(({ slots }) => slots.length),
      [1, 0, 1],
    );
    assert.deepEqual([...findings.parallelRooms.keys()], ['Hall']);
    assert.match(
      findings.refused[0]?.detail ?? '',
      /^2027-05-01 10:15 \+02:00 to .* the room Hall has “First” \(Hall, 2027-05-01 10:00 \+02:00 to 2027-05-01 10:30/,
    );
  });

  test('do not hide that a person cannot be in two of them', () => {
    const persons = [person('Ann')];
    const { findings } = plan([
      entry(1, 'Here', '10:00', { persons }),
      entry(2, 'There', '10:00', { persons, room: 'Cellar' }),
    ]);
    assert.match(findings.refused[0]?.detail ?? '', /Ann is in “Here” \(Hall,/);
  });
});

describe('what real files have', () => {
  test('no room: it keeps its time, beside others', () => {
    const { sessions, rooms, findings } = plan([
      entry(1, 'Lunch', '12:00', { room: undefined }),
      entry(2, 'Dinner', '12:00', { room: ' ' }),
    ]);
    assert.deepEqual(
      rooms.map(({ name, parallel }) => [name, parallel]),
      [['No room', true]],
    );
    assert.deepEqual(
      [sessions.flatMap(({ slots }) => slots).length, findings.refused, findings.changed.length],
      [2, [], 2],
    );
  });

  test('no length, or an address without its beginning: the nearest that can be held, which is said', () => {
    const { sessions, findings } = plan([
      entry(1, 'Start', '12:00', { duration: '00:00', links: [{ url: 'www.example.org/a' }] }),
    ]);
    assert.deepEqual(
      [sessions[0]?.fields.durationMinutes, sessions[0]?.fields.links?.[0]?.url],
      [1, 'http://www.example.org/a'],
    );
    assert.deepEqual(
      findings.changed.map(({ field }) => field),
      ['duration', 'links'],
    );
  });

  test('times in UTC beside clock times of the zone, which are as good; and others, of which it is told', () => {
    const utc = (clock: string) =>
      plan([entry(1, 'Talk', '', { startsAt: '2027-05-01T08:00:00+00:00', clock })]).findings.notes.length;
    assert.deepEqual([utc('10:00'), utc('08:00')], [0, 1]);
  });

  test('the same people at the same time in two rooms for two things', () => {
    const persons = [person('Ann')];
    const { sessions } = plan([
      entry(1, 'Team', '10:00', { persons }),
      entry(2, 'Team', '10:00', { persons, room: 'Two', subtitle: 'Second' }),
    ]);
    assert.equal(sessions.length, 2);
  });
});

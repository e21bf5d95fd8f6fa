import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, person, plan } from './sample-plan.ts';

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

  test('of several times have all the people of each, and what else the others say of them is told', () => {
    const same = { ids: ['CODE'], tags: ['a'], room: 'Hall' };
    const { sessions, findings } = plan([
      entry(1, 'Twice', '10:00', { ...same, persons: [person('Ann')] }),
      entry(2, 'Twice', '11:00', { ...same, persons: [person('Bea'), person('Ann')], tags: ['b'] }),
    ]);
    assert.deepEqual(sessions[0]?.speakers, ['\nAnn', '\nBea']);
    assert.deepEqual(
      [findings.changed, findings.dropped].map(list => list.map(({ field }) => field)),
      [['persons'], ['tags']],
    );
  });

  test('say of levels and tags which are not held, or not in the same words', () => {
    const tags = Array.from({ length: 32 }, (_, at) => `tag ${at}`);
    const levels = ['Beginner', '400 - Expert', 'for all', ''];
    const { sessions, findings } = plan(
      levels.map((level, id) => entry(id, `T${id}`, `1${id}:00`, { level, ...(id === 0 && { tags }) })),
    );
    assert.deepEqual(
      sessions.map(({ fields }) => [fields.level, fields.tags?.length]),
      [
        ['beginner', 30],
        ['advanced', undefined],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
    assert.deepEqual(
      [findings.changed.map(({ from, to }) => [from, to]), findings.dropped.map(({ value }) => value)],
      [[['400 - Expert', 'advanced']], ['tag 30', 'tag 31', 'for all']],
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
  test('and titles lose what turns the direction of text, which is said', () => {
    const { rooms, sessions, findings } = plan([entry(1, 'gnp.\u202Egpj', '10:00', { room: '\u2066Hall\u2069' })]);
    assert.deepEqual([rooms[0]?.name, sessions[0]?.fields.title], ['Hall', 'gnp.gpj']);
    assert.deepEqual(findings.changed.map(({ field }) => field).toSorted(), ['name', 'title']);
  });

  test('are one where the system takes their names for the same, and so are tracks', () => {
    const names = [
      'Hall',
      'hall ',
      'HALL',
      'Saal 1',
      'Saal-1',
      'saal_1',
      'Große Bühne',
      'GROSSE BUHNE',
      'Saal 11',
      '-',
    ];
    const { rooms, tracks, findings } = plan(
      names.map((room, id) => entry(id, `T${id}`, `1${id}:00`, { room, track: room })),
    );
    for (const planned of [rooms, tracks])
      assert.deepEqual(
        planned.map(({ name }) => name),
        ['Hall', 'Saal 1', 'Große Bühne', 'Saal 11', '-'],
      );
    assert.ok(findings.notes.includes('“Saal-1” and “Saal 1” are one room, as names are compared.'));
  });

  test('lose what cannot be held, which is said, and so do tracks and the event', () => {
    const { findings } = plan([entry(1, 'A', '10:00')], {
      color: 'red',
      rooms: [
        { name: 'Hall', capacity: 2.5 },
        { name: 'Cellar', capacity: 0 },
      ],
      tracks: [
        { name: 'Art', color: '#zzz' },
        { name: 'Web', color: '#ABC' },
      ],
    });
    assert.deepEqual(findings.dropped.map(({ entry, field, value }) => [entry, field, value]).sort(), [
      ['event', 'color', 'red'],
      ['room Hall', 'capacity', '2.5'],
      ['track Art', 'color', '#zzz'],
    ]);
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

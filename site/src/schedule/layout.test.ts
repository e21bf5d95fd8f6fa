import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChoice, writeChoice } from './choice.ts';
import type { Entry } from './entries.ts';
import { noFilter, passes } from './filter.ts';
import { layOut, positionOf } from './layout.ts';

const minute = 60_000;
const rooms = ['hall', 'yard', 'attic'].map(id => ({ id, name: id }));
const [hall, yard] = rooms as [Entry['room'], Entry['room']];

function entry(
  id: string,
  room: Entry['room'],
  from: number,
  to: number,
  session: Partial<Entry['session']> = {},
): Entry {
  const whole: Entry['session'] = {
    ...{
      id,
      title: id,
      abstract: '',
      description: '',
      type: 'talk',
      level: null,
      status: 'confirmed',
      languages: ['en'],
    },
    ...{ subtitle: '', typeName: null, links: [], attachments: [], doNotRecord: false, license: null, logoUrl: null },
    ...{ sourceUrl: null, externalId: null, durationMinutes: null, tags: [], track: null, speakers: [], ...session },
  };
  return { id, startsAt: from * minute, endsAt: to * minute, room, day: 1, session: whole };
}

test('rooms are columns, and a room with sessions at the same time has as many as it needs', () => {
  const entries = [
    entry('a', hall, 0, 30),
    entry('b', yard, 0, 60),
    entry('c', yard, 15, 45),
    entry('d', yard, 60, 90),
  ];
  const { columns, cells, rows } = layOut(entries, rooms);
  assert.deepEqual(columns, [
    { room: hall, start: 1, span: 1 },
    { room: yard, start: 2, span: 2 },
  ]);
  assert.deepEqual(
    cells.map(({ entry: { id }, column, rowStart, rowEnd }) => [id, column, rowStart, rowEnd]),
    [
      ['a', 1, 1, 3],
      ['b', 2, 1, 5],
      ['c', 3, 2, 4],
      ['d', 2, 5, 6],
    ],
  );
  assert.deepEqual(
    rows.map(({ startsAt, isStart }) => [startsAt / minute, isStart]),
    [
      [0, true],
      [15, true],
      [30, false],
      [45, false],
      [60, true],
    ],
  );
});

test('a moment has its place in the grid, also where nothing is, and none before and after it', () => {
  const { rows } = layOut([entry('a', hall, 0, 30), entry('b', hall, 90, 120)], rooms);
  assert.equal(rows[1]?.isUsed, false);
  assert.deepEqual(positionOf(60 * minute, rows), { row: 2, share: 0.5 });
  assert.deepEqual([positionOf(-1, rows), positionOf(120 * minute, rows)], [undefined, undefined]);
});

test('no two of 800 entries share a cell', () => {
  const entries = Array.from({ length: 800 }, (_, index) => {
    const start = Math.floor(index / 20) * 30;
    return entry(String(index), rooms[index % 3] ?? hall, start, start + 30 + (index % 7) * 5);
  });
  const { cells } = layOut(entries, rooms);
  assert.equal(cells.length, 800);
  const taken = new Set<string>();
  for (const { column, rowStart, rowEnd } of cells)
    for (let row = rowStart; row < rowEnd; row++) {
      assert.ok(!taken.has(`${column} ${row}`), `${column} ${row}`);
      taken.add(`${column} ${row}`);
    }
});

test('words are found without regard to case and accents, in whatever is said of a session', () => {
  const ada = [
    { id: '1', name: 'Zoë Ångström', role: 'speaker' as const, binding: true, tagline: null, photoUrl: null },
  ];
  const found = (words: string) =>
    passes({ ...noFilter, words })(entry('Über Maschinen', hall, 0, 1, { speakers: ada, tags: ['x'] }));
  assert.deepEqual(['uber', 'ZOE angstrom', 'maschinen x', 'uber y', ''].map(found), [true, true, true, false, true]);
});

test('what is chosen stands in the address, and nothing else', () => {
  assert.equal(writeChoice(readChoice(new URLSearchParams(), '2'), '2').toString(), '');
  const query = 'day=all&q=engine&track=1&language=de&room=2&view=list&times=local';
  assert.equal(writeChoice(readChoice(new URLSearchParams(query), '2'), '2').toString(), query);
});

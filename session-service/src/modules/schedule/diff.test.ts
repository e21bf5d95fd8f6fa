import { describe, expect, test } from '@jest/globals';
import { assert as always, constantFrom, nat, property, record, uniqueArray } from 'fast-check';
import { type ComparedSchedule, changesBetween } from './diff';

const uuid = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = (hour: number) => new Date(Date.UTC(2026, 4, 1, hour)).toISOString();

interface Entry {
  slot: number;
  session: number;
  room?: number;
  from?: number;
  hours?: number;
  speakers?: number[];
  title?: string;
}

/** A schedule with these slots. */
const scheduleOf = (...entries: Entry[]): ComparedSchedule => ({
  rooms: [0, 1, 2].map(n => ({ id: uuid(n), name: `Room ${n}` })),
  slots: entries.map(({ slot, session, room = 0, from = 9, hours = 1 }) => ({
    id: uuid(slot),
    number: slot + 1,
    sessionId: uuid(session),
    roomId: uuid(room),
    startsAt: at(from),
    endsAt: at(from + hours),
  })),
  sessions: entries.map(({ session, speakers = [], title = 'A talk' }) => ({
    id: uuid(session),
    title,
    speakers: speakers.map((n, position) => ({ speakerId: uuid(n), role: 'speaker', position })),
  })),
});

const summary = (from: ComparedSchedule, to: ComparedSchedule) =>
  changesBetween(from, to).map(change => [change.type, change.slotId, change.from, change.to]);

describe('the difference between two schedules', () => {
  const before = scheduleOf({ slot: 10, session: 20, speakers: [1] });

  test.each([
    [
      'another room',
      { room: 1 },
      'moved-room',
      { roomId: uuid(0), room: 'Room 0' },
      { roomId: uuid(1), room: 'Room 1' },
    ],
    [
      'another time',
      { from: 11 },
      'moved-time',
      { startsAt: at(9), endsAt: at(10) },
      { startsAt: at(11), endsAt: at(12) },
    ],
    ['more time', { hours: 2 }, 'duration', { durationMinutes: 60 }, { durationMinutes: 120 }],
    ['other speakers', { speakers: [2, 1] }, 'speakers', { speakerIds: [uuid(1)] }, { speakerIds: [uuid(1), uuid(2)] }],
    ['another title', { title: 'New' }, 'title', { title: 'A talk' }, { title: 'New' }],
  ])('names %s, and what it was before', (_, change, type, from, to) => {
    const after = scheduleOf({ slot: 10, session: 20, speakers: [1], ...change });
    expect(summary(before, after)).toEqual([[type, uuid(10), from, to]]);
  });

  test('names each that holds of one slot', () => {
    const after = scheduleOf({ slot: 10, session: 20, speakers: [1], room: 2, from: 12, hours: 3, title: 'X' });
    expect(summary(before, after).map(([type]) => type)).toEqual(['moved-room', 'moved-time', 'duration', 'title']);
  });

  test('names what is new and what is cancelled, with all that they show', () => {
    const changes = summary(before, scheduleOf({ slot: 11, session: 21 }));
    expect(changes).toEqual([
      ['new', uuid(11), null, expect.objectContaining({ room: 'Room 0', startsAt: at(9), durationMinutes: 60 })],
      ['cancelled', uuid(10), expect.objectContaining({ title: 'A talk', speakerIds: [uuid(1)] }), null],
    ]);
  });

  test('a session whose slot was deleted and booked elsewhere has moved; a repeat of it is new', () => {
    const moved = scheduleOf({ slot: 12, session: 20, speakers: [1], from: 14 });
    expect(changesBetween(before, moved)).toMatchObject([{ type: 'moved-time', slotId: uuid(12) }]);
    const repeated = scheduleOf(
      { slot: 10, session: 20, speakers: [1] },
      { slot: 12, session: 20, speakers: [1], from: 14 },
    );
    expect(changesBetween(before, repeated)).toMatchObject([{ type: 'new', slotId: uuid(12) }]);
  });

  test('the order of speakers, abstracts and the like are no change that a reader would name', () => {
    const [one, other] = [
      scheduleOf({ slot: 1, session: 2, speakers: [1, 2] }),
      scheduleOf({ slot: 1, session: 2, speakers: [2, 1] }),
    ];
    expect(summary(one, other)).toEqual([]);
  });

  const anEntry = record({ slot: nat(9), session: nat(3), room: nat(2), from: nat(6), title: constantFrom('a', 'b') });
  const aSchedule = uniqueArray(anEntry, { selector: entry => entry.slot, maxLength: 8 }).map(entries =>
    scheduleOf(...entries.map(entry => ({ ...entry, slot: entry.slot + 10, session: entry.session + 20 }))),
  );

  test('is nothing between equals, accounts for each slot, and is as long there as back', () => {
    always(
      property(aSchedule, aSchedule, (from, to) => {
        expect(changesBetween(from, from)).toEqual([]);
        const there = changesBetween(from, to);
        const count = (type: string) => there.filter(change => change.type === type).length;
        expect(count('new') - count('cancelled')).toBe(to.slots.length - from.slots.length);
        const back = changesBetween(to, from);
        expect(back.filter(change => change.type === 'new')).toHaveLength(count('cancelled'));
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type SlotFacts, slotChanges } from './schedule-news';

const slot = (change: Partial<SlotFacts>): SlotFacts => ({
  id: '1',
  sessionId: 'a',
  title: 'Talk',
  startsAt: '2027-05-01T09:00:00.000Z',
  endsAt: '2027-05-01T10:00:00.000Z',
  room: 'Hall',
  ...change,
});

describe('what has moved for a speaker', () => {
  const before = slot({});
  test.each<[string, SlotFacts[], SlotFacts[], string[]]>([
    ['nothing', [before], [slot({ title: 'Talk, renamed', startsAt: '2027-05-01T11:00:00+02:00' })], []],
    ['a new slot', [], [before], ['added 1']],
    ['another time', [before], [slot({ startsAt: '2027-05-01T09:30:00.000Z' })], ['moved 1']],
    ['another room', [before], [slot({ room: 'Attic' })], ['moved 1']],
    ['a slot less', [before], [], ['cancelled 1']],
    ['another slot of the same session', [before], [slot({ id: '2', room: 'Attic' })], ['moved 2']],
    ['a slot that was made anew as it was', [before], [slot({ id: '2' })], []],
    ['a session in place of another', [before], [slot({ id: '2', sessionId: 'b' })], ['cancelled 1', 'added 2']],
  ])('%s', (_, known, now, expected) => {
    const changes = slotChanges(known, now).map(({ change, slot: { id } }) => `${change} ${id}`);
    expect(changes.toSorted()).toEqual(expected.toSorted());
  });

  const slots = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('1', '2', '3', '4'),
      sessionId: fc.constantFrom('a', 'b'),
      title: fc.constant('Talk'),
      startsAt: fc.constantFrom('2027-05-01T09:00:00.000Z', '2027-05-01T10:00:00.000Z'),
      endsAt: fc.constant('2027-05-01T11:00:00.000Z'),
      room: fc.constantFrom('Hall', 'Attic'),
    }),
    { selector: ({ id }) => id },
  );

  test('each slot of before or now is in at most one change, and what is the same is no news', () => {
    fc.assert(
      fc.property(slots, slots, (known, now) => {
        const changes = slotChanges(known, now);
        expect(new Set(changes.map(({ slot: { id } }) => id)).size).toBe(changes.length);
        expect(slotChanges(now, now)).toEqual([]);
        expect(changes.length).toBeLessThanOrEqual(known.length + now.length);
      }),
    );
  });
});

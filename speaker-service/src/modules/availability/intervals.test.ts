import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Interval, normalize } from './intervals';

const at = (text: string) => new Date(text);
const interval = (startsAt: string, endsAt: string): Interval => ({ startsAt: at(startsAt), endsAt: at(endsAt) });

test('two that touch at midnight are one night', () => {
  const evening = interval('2027-05-01T20:00:00Z', '2027-05-02T00:00:00Z');
  const early = interval('2027-05-02T00:00:00Z', '2027-05-02T02:30:00Z');
  expect(normalize([early, evening])).toEqual([interval('2027-05-01T20:00:00Z', '2027-05-02T02:30:00Z')]);
});

test('the hour that summer time leaves out parts nothing: what touches, touches in UTC', () => {
  const before = interval('2027-03-28T00:00:00+01:00', '2027-03-28T02:00:00+01:00');
  const after = interval('2027-03-28T03:00:00+02:00', '2027-03-28T05:00:00+02:00');
  expect(normalize([before, after])).toEqual([interval('2027-03-27T23:00:00Z', '2027-03-28T03:00:00Z')]);
});

test('one inside another adds nothing, and a gap of a millisecond stays one', () => {
  const day = interval('2027-05-01T08:00:00Z', '2027-05-01T18:00:00Z');
  const noon = interval('2027-05-01T12:00:00Z', '2027-05-01T13:00:00Z');
  const late = interval('2027-05-01T18:00:00.001Z', '2027-05-01T19:00:00Z');
  expect(normalize([late, noon, day])).toEqual([day, late]);
});

const moment = fc.integer({ min: 0, max: 60 });
const intervals = fc.array(
  fc
    .tuple(moment, moment)
    .filter(([start, end]) => start !== end)
    .map(([a, b]) => ({ startsAt: new Date(Math.min(a, b)), endsAt: new Date(Math.max(a, b)) })),
  { maxLength: 12 },
);
const covers = (all: readonly Interval[], instant: number) =>
  all.some(({ startsAt, endsAt }) => startsAt.getTime() <= instant && instant < endsAt.getTime());

test('whatever is given, the same instants are covered', () => {
  fc.assert(
    fc.property(intervals, given => {
      const result = normalize(given);
      for (let instant = -1; instant <= 61; instant++) expect(covers(result, instant)).toBe(covers(given, instant));
    }),
  );
});

test('whatever is given, the result is in order and apart, in any order of the input, and normalizing it again changes nothing', () => {
  fc.assert(
    fc.property(intervals, given => {
      const result = normalize(given);
      for (const [index, { startsAt, endsAt }] of result.entries()) {
        expect(startsAt < endsAt).toBe(true);
        const before = result[index - 1];
        if (before) expect(before.endsAt < startsAt).toBe(true);
      }
      expect(normalize(given.toReversed())).toEqual(result);
      expect(normalize(result)).toEqual(result);
    }),
  );
});

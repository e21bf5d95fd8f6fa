import { expect, test } from '@jest/globals';
import { movedTime } from './time-zone';

const begin = (startsAt: string, timezone: string) => ({ startsAt: new Date(startsAt), timezone });
const moved = (when: string, from: [string, string], to: [string, string]) =>
  movedTime(new Date(when), begin(...from), begin(...to)).toISOString();

test('what moves with an event shows as much later what the clocks showed, across their change and to another zone', () => {
  const spring: [string, string] = ['2027-03-20T08:00:00Z', 'Europe/Berlin'];
  expect(moved('2027-03-01T11:00:00Z', spring, ['2027-03-27T08:00:00Z', 'Europe/Berlin'])).toBe(
    '2027-03-08T11:00:00.000Z',
  );
  // A week later the clocks have gone forward: nine o'clock is 07:00 UTC, and so is what was an hour before it.
  expect(moved('2027-03-20T07:00:00Z', spring, ['2027-04-03T07:00:00Z', 'Europe/Berlin'])).toBe(
    '2027-04-03T06:00:00.000Z',
  );
  expect(moved('2027-03-20T07:00:00Z', spring, ['2027-03-20T03:30:00Z', 'Asia/Kolkata'])).toBe(
    '2027-03-20T02:30:00.000Z',
  );
});

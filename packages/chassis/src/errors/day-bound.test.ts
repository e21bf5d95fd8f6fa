import { expect, test } from '@jest/globals';
import { aDayBefore, requireFewerADay } from './day-bound';

const now = new Date('2027-05-02T12:00:00.000Z');
const made = (...times: string[]) => times.map(time => ({ createdAt: new Date(time) }));

test('so many within a day pass, and one more waits until the oldest is a day old', () => {
  expect(aDayBefore(now)).toEqual(new Date('2027-05-01T12:00:00.000Z'));
  const two = made('2027-05-02T11:00:00.000Z', '2027-05-01T13:00:00.500Z');
  expect(() => requireFewerADay(two, { most: 3, now }, 'Three a day.')).not.toThrow();
  expect(() => requireFewerADay([], { most: 1, now }, 'One a day.')).not.toThrow();
  expect(() => requireFewerADay(two, { most: 2, now }, 'Two a day.')).toThrow(
    expect.objectContaining({
      kind: 'too-many-requests',
      message: 'Two a day.',
      options: { retryAfterSeconds: 3_601 },
    }),
  );
});

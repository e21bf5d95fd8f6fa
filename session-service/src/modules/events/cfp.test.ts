import { describe, expect, test } from '@jest/globals';
import { isCfpOpen } from './cfp';

const event = {
  status: 'published' as const,
  cfpOpensAt: new Date('2026-01-01T00:00:00Z'),
  cfpClosesAt: new Date('2026-02-01T00:00:00Z'),
};

describe('a call for papers', () => {
  test.each([
    ['2025-12-31T23:59:59.999Z', false],
    ['2026-01-01T00:00:00.000Z', true],
    ['2026-01-31T23:59:59.999Z', true],
    ['2026-02-01T00:00:00.000Z', false],
  ])('at %s is open: %s', (now, open) => expect(isCfpOpen(event, new Date(now))).toBe(open));

  test('is closed where there is none, and for an event that is not published', () => {
    const now = new Date('2026-01-15T00:00:00Z');
    expect(isCfpOpen({ ...event, cfpOpensAt: null, cfpClosesAt: null }, now)).toBe(false);
    expect(isCfpOpen({ ...event, status: 'cancelled' }, now)).toBe(false);
  });
});

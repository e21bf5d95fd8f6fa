import { describe, expect, it } from '@jest/globals';
import {
  alwaysOpen,
  type ClosedReason,
  closedBecause,
  type RegistrationWindow,
  windowColumns,
} from './registration-window';

const [nine, ten, eleven] = [9, 10, 11].map(hour => new Date(Date.UTC(2027, 4, 1, hour))) as [Date, Date, Date];
const event = (window: RegistrationWindow, status: 'draft' | 'published' | 'cancelled' = 'published') => ({
  status,
  endsAt: new Date('2027-05-03T00:00:00Z'),
  ...windowColumns(window),
});

describe('registration', () => {
  it.each<[string, RegistrationWindow, Date, ClosedReason | undefined]>([
    ['without bounds', alwaysOpen, nine, undefined],
    ['just before it opens', { ...alwaysOpen, opensAt: ten }, new Date(ten.getTime() - 1), 'not-open-yet'],
    ['when it opens', { ...alwaysOpen, opensAt: ten }, ten, undefined],
    ['just before it closes', { ...alwaysOpen, closesAt: ten }, new Date(ten.getTime() - 1), undefined],
    ['when it closes', { ...alwaysOpen, closesAt: ten }, ten, 'closed'],
    ['that is paused', { ...alwaysOpen, paused: true }, nine, 'paused'],
    ['that is paused before it opens', { opensAt: ten, closesAt: eleven, paused: true }, nine, 'not-open-yet'],
    ['that is paused after it closed', { opensAt: nine, closesAt: ten, paused: true }, eleven, 'closed'],
    ['of an event that has none', null, nine, 'none'],
    ['when the event ends', alwaysOpen, new Date('2027-05-03T00:00:00Z'), 'closed'],
  ])('%s', (_, window, now, reason) => expect(closedBecause(event(window), now)).toBe(reason));

  it('is open of what is published alone', () => {
    expect(closedBecause(event(alwaysOpen, 'draft'), nine)).toBe('not-open-yet');
    expect(closedBecause(event(alwaysOpen, 'cancelled'), nine)).toBe('closed');
  });
});

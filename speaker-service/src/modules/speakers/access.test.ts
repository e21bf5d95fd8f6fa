import { expect, test } from '@jest/globals';
import { allowedActions, canChange, canSeeEmail } from './access';

const member = (userId: string) => ({ userId, role: 'member' as const });
const admin = { userId: 'boss', role: 'admin' as const };
const stranger = { isOnSession: false, isContactShared: false, plans: null };
const onSession = { ...stranger, isOnSession: true };
const unclaimed = { createdBy: 'creator', userId: null };
const claimed = { createdBy: 'creator', userId: 'self' };

test.each([
  ['its creator', member('creator'), unclaimed, true],
  ['somebody else', member('other'), unclaimed, false],
  ['an admin', admin, unclaimed, true],
  ['its creator, once it is claimed,', member('creator'), claimed, false],
  ['the person who claimed it', member('self'), claimed, true],
  ['an admin, once it is claimed,', admin, claimed, true],
])('%s may change a profile, or not', (_who, who, speaker, may) => {
  expect(canChange(who, speaker)).toBe(may);
});

test.each([
  ['nobody in particular', null, false],
  ['somebody else', member('other'), false],
  ['its creator', member('creator'), true],
  ['the person', member('self'), true],
  ['an admin', admin, true],
])('%s sees the address, or not', (_who, who, sees) => {
  expect(canSeeEmail(who, claimed, stranger)).toBe(sees);
});

test('a profile on a session can be changed and not deleted, and nobody is invited to one that is claimed', () => {
  expect(allowedActions(member('creator'), unclaimed, onSession)).toEqual(['update', 'invite', 'merge']);
  expect(allowedActions(member('creator'), unclaimed, stranger)).toEqual(['update', 'invite', 'merge', 'delete']);
  expect(allowedActions(member('self'), claimed, stranger)).toEqual(['update', 'merge', 'delete']);
  expect(allowedActions(member('other'), unclaimed, stranger)).toEqual([]);
});

test('who plans all events of a profile that nobody has claimed changes it, and suggests changes to one that is claimed', () => {
  const plans = (which: 'all' | 'some' | null) => ({ ...onSession, plans: which });
  expect(allowedActions(member('organizer'), unclaimed, plans('all'))).toEqual(['update']);
  expect(allowedActions(member('organizer'), unclaimed, plans('some'))).toEqual([]);
  expect(allowedActions(member('organizer'), claimed, plans('some'))).toEqual(['suggest']);
  expect(allowedActions(member('self'), claimed, plans('all'))).toEqual(['update', 'merge']);
});

test('who plans an event that the person has agreed to speak at sees the address', () => {
  expect(canSeeEmail(member('organizer'), claimed, { isContactShared: true })).toBe(true);
  expect(canSeeEmail(null, claimed, { isContactShared: true })).toBe(false);
});

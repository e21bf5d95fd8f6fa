import { describe, expect, test } from '@jest/globals';
import type { Caller, Grant } from './caller';
import { type Need, requireEvents, requireScope } from './grant';

const callerWith = (grant?: Grant): Caller => ({ userId: 'u', role: 'member', issuedAt: 0, sid: 's', grant });
const outcomeOf = (grant: Grant | undefined, need: Need) => {
  try {
    requireScope(callerWith(grant), need);
    return 'allowed';
  } catch (error) {
    return error;
  }
};

describe('a personal access token', () => {
  test.each<[string[], Need, boolean]>([
    [['notes:read'], 'notes:read', true],
    [['notes:write'], 'notes:write', true],
    [['notes:write'], 'notes:read', true],
    [['notes:read'], 'notes:write', false],
    [['notes:read', 'books:write'], 'notes:write', false],
    [['notes'], 'notes:read', false],
    [['admin'], 'notes:read', false],
    [[], 'notes:read', false],
    [[], 'any', true],
    [['any', 'login', 'admin'], 'login', false],
  ])('with %j, where %s is needed: %s', (scopes, need, isAllowed) => {
    const refusal = { kind: 'forbidden', code: 'auth.insufficient-scope' };
    expect(outcomeOf({ scopes }, need)).toEqual(isAllowed ? 'allowed' : expect.objectContaining(refusal));
  });

  test('that lacks a scope is told which, also by the header that is for it', () => {
    expect(outcomeOf({ scopes: [] }, 'notes:write')).toMatchObject({
      options: {
        facts: { scope: 'notes:write' },
        headers: { 'WWW-Authenticate': 'Bearer realm="ems", error="insufficient_scope", scope="notes:write"' },
      },
    });
  });

  test.each<[string, string[] | null, boolean]>([
    ['its event', ['a'], true],
    ['two of its events', ['a', 'b'], true],
    ['another event', ['c'], false],
    ['its event and another', ['a', 'c'], false],
    ['no single event', [], false],
    ['what belongs to none', null, true],
  ])('that is limited to events, for %s: %j, %s', async (_, events, isAllowed) => {
    const asked = requireEvents(callerWith({ scopes: [], eventIds: ['a', 'b'] }), async () => events);
    if (isAllowed) await expect(asked).resolves.toBeUndefined();
    else await expect(asked).rejects.toMatchObject({ code: 'auth.insufficient-scope' });
  });

  test('nothing is looked up for who is not limited to events', async () => {
    const find = async () => {
      throw new Error('looked up');
    };
    for (const caller of [null, callerWith(), callerWith({ scopes: ['notes:read'] })])
      await expect(requireEvents(caller, find)).resolves.toBeUndefined();
  });
});

test('a login, and nobody, have no scopes to lack', () => {
  expect(outcomeOf(undefined, 'login')).toBe('allowed');
  expect(() => requireScope(null, 'notes:read')).not.toThrow();
});

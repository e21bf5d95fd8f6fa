import { DomainError } from '@ems/chassis/errors';
import { describe, expect, test } from '@jest/globals';
import { assert as always, boolean, constantFrom, property, subarray } from 'fast-check';
import { states } from '../../shared/fields';
import { type Action, actionNames, allowedSteps, decideTransition, type Party, type State } from './transitions';

/** The table of domain.md, as it is written there: from → to, and who. */
const table: Record<State, Partial<Record<State, Party[]>>> = {
  draft: { submitted: ['speaker', 'team'] },
  submitted: { accepted: ['team'], waitlisted: ['team'], rejected: ['team'], withdrawn: ['speaker'] },
  waitlisted: { submitted: ['team'], accepted: ['team'], rejected: ['team'], withdrawn: ['speaker'] },
  accepted: {
    submitted: ['team'],
    waitlisted: ['team'],
    rejected: ['team'],
    confirmed: ['speaker', 'team'],
    withdrawn: ['speaker'],
    canceled: ['team'],
  },
  confirmed: { accepted: ['team'], withdrawn: ['speaker'], canceled: ['team'] },
  rejected: { submitted: ['team'], accepted: ['team'] },
  withdrawn: { submitted: ['team'] },
  canceled: { accepted: ['team'] },
};

const attempt = (from: State, action: Action, parties: Party[], more: object = {}) => ({
  from,
  action,
  parties,
  cfpOpen: true,
  override: false,
  reason: undefined,
  ...more,
});
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return undefined;
};

describe('the steps of a session', () => {
  test.each(states)('from %s lead where the table says, for whom it says, and nowhere else', from => {
    for (const party of ['speaker', 'team'] as const) {
      const reached = actionNames.flatMap(action => {
        const code = codeOf(() => decideTransition(attempt(from, action, [party])));
        return code === undefined ? [decideTransition(attempt(from, action, [party])).to] : [];
      });
      const expected = states.filter(to => table[from][to]?.includes(party));
      expect(reached.toSorted()).toEqual(expected.toSorted());
    }
  });

  test('are offered as they would be decided', () => {
    always(
      property(
        constantFrom(...states),
        constantFrom(...actionNames),
        subarray<Party>(['speaker', 'team']),
        boolean(),
        (from, action, parties, cfpOpen) => {
          const code = codeOf(() => decideTransition(attempt(from, action, parties, { cfpOpen })));
          expect(allowedSteps(from, { parties, cfpOpen }).includes(action)).toBe(code === undefined);
        },
      ),
    );
  });

  test('a refusal tells from, to and what is allowed', () => {
    try {
      decideTransition(attempt('draft', 'confirm', ['team']));
      throw new Error('was allowed');
    } catch (error) {
      expect(error).toMatchObject({
        code: 'session.illegal-transition',
        options: { facts: { from: 'draft', to: 'confirmed', allowed: ['submit'] } },
      });
    }
  });

  test('a speaker may never accept, whatever the state', () => {
    for (const from of states) {
      expect(codeOf(() => decideTransition(attempt(from, 'accept', ['speaker'])))).toBe('forbidden');
    }
  });

  test('a submission waits for the call for papers, unless the team makes it', () => {
    const closed = { cfpOpen: false };
    expect(codeOf(() => decideTransition(attempt('draft', 'submit', ['speaker'], closed)))).toBe('session.cfp-closed');
    expect(decideTransition(attempt('draft', 'submit', ['team'], closed)).to).toBe('submitted');
  });

  describe('with override', () => {
    const override = { override: true, reason: 'asked by phone' };
    test('a team takes a step that is not in the table, and it is marked', () => {
      expect(decideTransition(attempt('draft', 'confirm', ['team'], override))).toEqual({
        to: 'confirmed',
        override: true,
      });
      expect(decideTransition(attempt('confirmed', 'withdraw', ['team'], override)).to).toBe('withdrawn');
    });
    test('a step of the table is not marked', () => {
      expect(decideTransition(attempt('submitted', 'accept', ['team'], override)).override).toBe(false);
    });
    test('a reason is needed', () => {
      const without = { override: true, reason: '' };
      expect(codeOf(() => decideTransition(attempt('draft', 'confirm', ['team'], without)))).toBe('validation-failed');
    });
    test('speakers have none', () => {
      expect(codeOf(() => decideTransition(attempt('draft', 'confirm', ['speaker'], override)))).toBe('forbidden');
    });
    test('a step to where it stands is none', () => {
      expect(codeOf(() => decideTransition(attempt('accepted', 'accept', ['team'], override)))).toBe(
        'session.illegal-transition',
      );
    });
  });
});

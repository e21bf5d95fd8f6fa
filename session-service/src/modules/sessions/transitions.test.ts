import { isDomainError } from '@ems/chassis/errors';
import { sessionStatus } from '@ems/contracts';
import { describe, expect, test } from '@jest/globals';
import { assert as always, boolean, constantFrom, property, subarray } from 'fast-check';
import { type Action, actionNames, allowedTransitions, decideTransition, type Party, type Status } from './transitions';

/** From → to, and who may: written down a second time, by target instead of by action. */
const table: Record<Status, Partial<Record<Status, Party[]>>> = {
  draft: { submitted: ['speaker', 'team'] },
  submitted: { accepted: ['team'], waitlisted: ['team'], rejected: ['team'], withdrawn: ['speaker'] },
  waitlisted: { submitted: ['team'], accepted: ['team'], rejected: ['team'], withdrawn: ['speaker'] },
  accepted: {
    submitted: ['team'],
    waitlisted: ['team'],
    rejected: ['team'],
    confirmed: ['speaker', 'team'],
    withdrawn: ['speaker'],
    cancelled: ['team'],
  },
  confirmed: { accepted: ['team'], withdrawn: ['speaker'], cancelled: ['team'] },
  rejected: { submitted: ['team'], accepted: ['team'] },
  withdrawn: { submitted: ['team'] },
  cancelled: { accepted: ['team'] },
};

const attempt = (from: Status, action: Action, parties: Party[], more: object = {}) => ({
  from,
  action,
  parties,
  cfpOpen: true,
  override: false,
  note: undefined,
  ...more,
});
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return undefined;
};

describe('the transitions of a session', () => {
  test.each(sessionStatus.options)('from %s lead where the table says, for whom it says, and nowhere else', from => {
    for (const party of ['speaker', 'team'] as const) {
      const reached = actionNames.flatMap(action => {
        const code = codeOf(() => decideTransition(attempt(from, action, [party])));
        return code === undefined ? [decideTransition(attempt(from, action, [party])).to] : [];
      });
      const expected = sessionStatus.options.filter(to => table[from][to]?.includes(party));
      expect(reached.toSorted()).toEqual(expected.toSorted());
    }
  });

  test('are offered as they would be decided', () => {
    always(
      property(
        constantFrom(...sessionStatus.options),
        constantFrom(...actionNames),
        subarray<Party>(['speaker', 'team']),
        boolean(),
        (from, action, parties, cfpOpen) => {
          const code = codeOf(() => decideTransition(attempt(from, action, parties, { cfpOpen })));
          expect(allowedTransitions(from, { parties, cfpOpen }).includes(action)).toBe(code === undefined);
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

  test('a speaker may never accept, whatever the status', () => {
    for (const from of sessionStatus.options) {
      expect(codeOf(() => decideTransition(attempt(from, 'accept', ['speaker'])))).toBe('forbidden');
    }
  });

  test('a submission waits for the call for papers, unless the team makes it', () => {
    const closed = { cfpOpen: false };
    expect(codeOf(() => decideTransition(attempt('draft', 'submit', ['speaker'], closed)))).toBe('cfp.closed');
    expect(decideTransition(attempt('draft', 'submit', ['team'], closed)).to).toBe('submitted');
  });

  describe('with override', () => {
    const override = { override: true, note: 'asked by phone' };
    test('a team makes a transition that is not in the table, and it is marked', () => {
      expect(decideTransition(attempt('draft', 'confirm', ['team'], override))).toEqual({
        to: 'confirmed',
        override: true,
      });
      expect(decideTransition(attempt('confirmed', 'withdraw', ['team'], override)).to).toBe('withdrawn');
    });
    test('a transition of the table is not marked', () => {
      expect(decideTransition(attempt('submitted', 'accept', ['team'], override)).override).toBe(false);
    });
    test('a note is needed', () => {
      const without = { override: true, note: '' };
      expect(codeOf(() => decideTransition(attempt('draft', 'confirm', ['team'], without)))).toBe('validation-failed');
    });
    test('speakers have none', () => {
      expect(codeOf(() => decideTransition(attempt('draft', 'confirm', ['speaker'], override)))).toBe('forbidden');
    });
    test('a transition to the status that it has is none', () => {
      expect(codeOf(() => decideTransition(attempt('accepted', 'accept', ['team'], override)))).toBe(
        'session.illegal-transition',
      );
    });
  });
});

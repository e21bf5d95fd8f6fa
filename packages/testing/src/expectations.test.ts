import { describe, expect, test } from '@jest/globals';
import { expectProblem, expectStatus } from './expectations';

const taken = {
  status: 409,
  body: {
    code: 'slot.taken',
    detail: 'The room is taken.',
    errors: [{ pointer: '#/roomId', code: 'taken', detail: 'is taken' }],
    count: 2,
  },
  request: { method: 'POST', url: 'http://127.0.0.1:1/api/v1/slots?a=b' },
};

/** The message without the lines of the stack. */
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
};

describe('expectations of a reply', () => {
  test('that hold give the reply back', () => {
    expect(expectStatus(taken, 409)).toBe(taken);
    expect(expectStatus(taken, 409, 'slot.taken')).toBe(taken);
    expect(expectProblem(taken, 409, { code: 'slot.taken', pointer: '#/roomId', count: 2 })).toBe(taken);
  });

  test('say what was asked, what was expected, and why the reply is another', () => {
    expect(messageOf(() => expectStatus(taken, 201))).toBe(
      [
        'POST /api/v1/slots?a=b was answered 409, but 201 was expected',
        '  slot.taken: The room is taken.',
        '  #/roomId (taken): is taken',
      ].join('\n'),
    );
  });

  test.each([
    ['another code', () => expectStatus(taken, 409, 'slot.blocked'), 'its code is "slot.taken", not "slot.blocked"'],
    ['another field', () => expectProblem(taken, 409, { pointer: '#/a' }), 'its pointer is "#/roomId", not "#/a"'],
    ['another member', () => expectProblem(taken, 409, { count: 3 }), 'its count is 2, not 3'],
    ['a member too few', () => expectProblem(taken, 409, { from: 'x' }), 'its from is absent, not "x"'],
    ['no problem', () => expectProblem({ status: 409 }, 409, { code: 'slot.taken' }), 'its code is absent'],
  ])('fail for %s though the status is right', (_, run, reason) => {
    expect(messageOf(run)).toContain('was answered 409, as expected\n');
    expect(messageOf(run)).toContain(reason);
  });

  test('of a reply that is no problem show its body', () => {
    expect(messageOf(() => expectStatus({ status: 200, body: { id: 1 } }, 201))).toContain('body: {"id":1}');
  });

  test('fail at the line that has them', () => {
    const failure = (() => {
      try {
        return expectStatus(taken, 201);
      } catch (error) {
        return error as Error;
      }
    })() as Error;
    expect(failure.stack?.split('\n').find(line => line.startsWith('    at '))).toContain('expectations.test');
  });
});

import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { describeGoal, isMet, ratioOf } from './goal.ts';

const achieved = { ratio: 0.5, requestsPerSecond: 900, p50Ms: 21, p99Ms: null, cpuMsPerRequest: 0.7 };

test('a goal is met from its bound on, and what is not known meets none', () => {
  equal(isMet(ratioOf(0.5), achieved), true);
  equal(isMet(ratioOf(0.51), achieved), false);
  equal(isMet({ of: 'p50Ms', atMost: 20 }, achieved), false);
  equal(isMet({ of: 'p99Ms', atMost: 100 }, achieved), false);
  equal(isMet({ of: 'requestsPerSecond', atLeast: 600 }, achieved), true);
});

test('a goal says what it is of, and its bounds', () => {
  equal(describeGoal(ratioOf(0.5)), 'ratio ≥ 0.5');
  equal(describeGoal({ of: 'p50Ms', atMost: 20 }), 'p50Ms ≤ 20');
});

import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../stack/config.ts';
import type { Side } from '../measure/measurement.ts';
import { ratioOf } from './goal.ts';
import { benchResults, toResults } from './result.ts';
import { merge } from './save.ts';

const measured = (requestsPerSecond: number, errors = 0) => ({
  requestsPerSecond,
  p50Ms: 1.23456,
  p99Ms: 20,
  errors,
  cpuMsPerRequest: 0.5,
  rssMb: 500,
});

const sideOf = (name: string): Side => ({ name, measure: async () => measured(1) });
const monolith = { side: sideOf('monolith'), goal: ratioOf(0.5) };
const comparison = { system: sideOf('system'), yardsticks: [monolith, { side: sideOf('express') }] };
const compared = (ratio: number, errors = 0) => ({
  system: measured(50, errors),
  yardsticks: [ratio, 0.01].map(each => ({ measurement: measured(50 / each), ratio: each })),
});

test('the first yardstick gives the result of the case, each further one a result of its own', () => {
  const [own, express] = toResults('a-case', comparison, compared(0.5), {});
  deepEqual([own?.name, own?.goal, own?.met, own?.p50Ms], ['a-case', 'ratio ≥ 0.5', true, 1.23]);
  deepEqual([express?.name, express?.goal, express?.met], ['a-case-express', null, null]);
});

test('a limit is said of a goal that is missed alone', () => {
  const limits = { 'a-case': 'the reason' };
  equal(toResults('a-case', comparison, compared(0.4), limits)[0]?.limit, 'the reason');
  equal(toResults('a-case', comparison, compared(0.6), limits)[0]?.limit, undefined);
});

test('a wrong reply misses every goal', () => {
  equal(toResults('a-case', comparison, compared(0.9, 1), {})[0]?.met, false);
});

test('a run of some cases replaces theirs and leaves the others', () => {
  const resultOf = (name: string, ratio: number) => toResults(name, comparison, compared(ratio), {}).slice(0, 1);
  const before = [...resultOf('a', 0.1), ...resultOf('b', 0.2)];
  const after = merge(before, [...resultOf('b', 0.9), ...resultOf('c', 0.3)]);
  deepEqual(
    after.map(({ name, ratio }) => [name, ratio]),
    [
      ['a', 0.1],
      ['b', 0.9],
      ['c', 0.3],
    ],
  );
});

test('the committed results have the format, and each name once', () => {
  const text = readFileSync(join(root, 'bench/results/latest.json'), 'utf8');
  const { cases } = benchResults.parse(JSON.parse(text));
  equal(new Set(cases.map(({ name }) => name)).size, cases.length);
});

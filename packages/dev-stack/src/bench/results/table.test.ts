import { equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { toTable } from './table.ts';

const measured = { requestsPerSecond: 1234.5, p50Ms: 2, p99Ms: null, cpuMsPerRequest: 0.5, errors: 0 };

test('a table has a line for each result, and a dash for what is not known', () => {
  const result = { name: 'a-case', ...measured, rssMb: null, yardstick: null, ratio: null, goal: null, met: null };
  const [headings, line, ...more] = toTable([result]).split('\n');
  match(headings ?? '', /^case +req\/s +p50 ms/);
  match(line ?? '', /^a-case +1,235 +2 +– +0 +0\.5 +– +–/);
  equal(more.length, 0);
});

test('a goal says whether it is met', () => {
  const compared = {
    rssMb: 1,
    yardstick: { name: 'monolith', ...measured },
    ratio: 0.4,
    goal: 'ratio ≥ 0.5',
    met: false,
  };
  match(toTable([{ name: 'a-case', ...measured, ...compared }]), /monolith +1,235 +0\.5 +0\.4 +ratio ≥ 0\.5 +missed$/);
});

import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Side } from './measurement.ts';
import { measureInTurns } from './pairs.ts';

/** A side that is as fast as said, the next number at each measurement. */
const sideOf = (name: string, speeds: number[], calls: string[], errors = 0): Side => ({
  name,
  async measure() {
    calls.push(name);
    const requestsPerSecond = speeds.shift() ?? Number.NaN;
    return { requestsPerSecond, p50Ms: 1, p99Ms: 2, errors, cpuMsPerRequest: null, rssMb: null };
  },
});

test('sides take turns, and the ratio is the median of those of the pairs', async () => {
  const calls: string[] = [];
  // The machine is twice as slow for the second pair, and for the system alone in the third.
  const system = sideOf('system', [50, 25, 10], calls, 1);
  const yardstick = sideOf('monolith', [100, 50, 100], calls);
  const compared = await measureInTurns(system, [yardstick], { pairs: 3, seconds: 1 });
  deepEqual(calls, ['system', 'monolith', 'system', 'monolith', 'system', 'monolith']);
  equal(compared.yardsticks[0]?.ratio, 0.5);
  equal(compared.system.requestsPerSecond, 25);
  equal(compared.system.errors, 3);
});

test('what no side tells stays unknown', async () => {
  const { system, yardsticks } = await measureInTurns(sideOf('system', [1], []), [], { pairs: 1, seconds: 1 });
  deepEqual([system.cpuMsPerRequest, yardsticks], [null, []]);
});

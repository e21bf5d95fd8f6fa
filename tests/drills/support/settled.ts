import { eventually } from '@ems/testing';
import { expect } from '@jest/globals';
import { findViolations, underWay } from './invariants';
import type { startWorkload } from './workload';

/** Stops a workload, waits until nothing is under way any more, and expects that nothing was lost, doubled, misordered or untrue. */
export async function expectSettled(workload: ReturnType<typeof startWorkload>, withinMs = 30_000): Promise<void> {
  await workload.stop();
  await eventually(async () => expect(await underWay()).toEqual({}) === undefined, withinMs);
  expect(await findViolations(workload)).toEqual({ lost: [], doubled: [], misordered: [], untrue: [] });
}

/** So often each outcome has come. */
export function countOutcomes(outcomes: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(outcomes, each => each)].map(([outcome, all]) => [outcome, all.length]));
}

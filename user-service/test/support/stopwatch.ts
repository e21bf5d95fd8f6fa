import { randomInt } from 'node:crypto';
import { expect } from '@jest/globals';

/** Of each kind in one round. */
const together = 10;

/**
 * Medians in milliseconds of what is done so many times for each kind. It goes in rounds, so that a busy spell falls on all
 * kinds alike; a round has ten of each in an order that is drawn, so that each kind comes after each about as often, and what
 * a request leaves behind for the next falls on all alike too.
 */
export async function medianTimes<Kind extends string>(
  kinds: readonly Kind[],
  samples: number,
  act: (kind: Kind) => Promise<unknown>,
): Promise<Record<Kind, number>> {
  const times = new Map(kinds.map(kind => [kind, [] as number[]]));
  for (let round = -1; round < samples / together; round++) {
    for (const kind of shuffled(kinds.flatMap(kind => Array<Kind>(together).fill(kind)))) {
      const started = performance.now();
      await act(kind);
      // The first round only warms up.
      if (round >= 0) times.get(kind)?.push(performance.now() - started);
    }
  }
  return Object.fromEntries([...times].map(([kind, all]) => [kind, median(all)])) as Record<Kind, number>;
}

/** Each order is as likely as any other. */
function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(randomInt(left.length), 1));
}

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Fails, and names the times, unless the longest is within ten per cent of the shortest. */
export function expectAlike(medians: Record<string, number>): void {
  const all = Object.values(medians);
  const ratio = Math.max(...all) / Math.min(...all);
  expect({ ...medians, ratio, alike: ratio < 1.1 }).toEqual({ ...medians, ratio, alike: true });
}

const rounds = 12;
const perRound = 60;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * Times the same request under each condition, in turn, so that what else the machine does meanwhile concerns all alike.
 * @returns of each condition the median of every round, in ms
 */
export async function measureLatency<Name extends string>(
  url: string,
  conditions: Record<Name, () => void>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(conditions) as Name[];
  const medians = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      conditions[name]();
      const times: number[] = [];
      for (let request = 0; request < perRound; request++) {
        const started = performance.now();
        const reply = await fetch(url);
        await reply.arrayBuffer();
        times.push(performance.now() - started);
      }
      medians[name].push(median(times));
    }
  }
  return medians;
}

/** By pairs of neighbouring rounds. */
export const ratioOfMedians = (measured: readonly number[], base: readonly number[]): number =>
  median(measured.map((value, index) => value / (base[index] ?? Number.NaN)));

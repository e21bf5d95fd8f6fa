import { randomInt } from 'node:crypto';

/** Of each kind in one round. */
const together = 10;
const mostRounds = 200;

/** How often somebody may guess right: 0.5 is the toss of a coin, 1 is certainty. */
const tolerated = 0.6;
/** Of the median, by which two kinds may differ: a hundredth is told too, where nothing disturbs, and is of no use to anybody. */
const toleratedDifference = 0.05;
/** How many standard deviations an estimate may be from the truth: it is further off once in 15,000 times. */
const confidence = 4;

/** Milliseconds that go by as a caller sees it, and those that this process computes, on all of its threads. */
const clocks = {
  wall: () => performance.now(),
  work: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};
type Clock = keyof typeof clocks;

/**
 * Fails when the time of what is done tells its kind: when of two times, one of each of two kinds, somebody could say in
 * more than 60 of 100 cases which is which, and their medians differ by more than a twentieth. Of the cases only the order of
 * times counts (Mann and Whitney's U), and it takes as many as needed to be sure, so that a busy machine makes the kinds no
 * less alike, nor a quiet one less.
 *
 * It goes in rounds, so that a busy spell affects all kinds alike; a round has ten of each in random order, so that each kind
 * follows each about as often, and the after-effects of a request affect all alike too.
 * @param measured clocks of which none may tell for sure; the first must be sure not to, and may be one that others disturb less
 */
export async function expectSameTime<Kind extends string>(
  kinds: readonly Kind[],
  measured: readonly [Clock, ...Clock[]],
  act: (kind: Kind) => Promise<unknown>,
): Promise<void> {
  const samples = measured.map(clock => ({ clock, read: clocks[clock], times: timesOf(kinds) }));
  const [decisive = { clock: measured[0], times: timesOf(kinds) }] = samples;
  // The first round only warms up.
  for (let round = -1; round < mostRounds; round++) {
    for (const kind of shuffled(kinds.flatMap(kind => Array<Kind>(together).fill(kind)))) {
      const started = samples.map(({ read }) => read());
      await act(kind);
      for (const [index, { read, times }] of samples.entries())
        if (round >= 0) times[kind].push(read() - (started[index] ?? 0));
    }
    const margin = confidence * deviation((round + 1) * together);
    if (samples.some(({ times }) => mostTelling(kinds, times, margin) > tolerated)) break;
    // Of fewer, two medians may be alike by chance.
    const enough = margin < tolerated - 0.5;
    if (enough && mostTelling(kinds, decisive.times, -margin) < tolerated) return;
  }
  const told = samples.filter(({ times }) => mostTelling(kinds, times) > tolerated);
  if (told.length === 0) return;
  const lines = told.map(({ clock, times }) => {
    const medians = kinds.map(kind => `${kind} ${median(times[kind]).toFixed(2)} ms`).join(', ');
    return `its ${clock} time is told in ${Math.round(100 * mostTelling(kinds, times))} of 100 cases: ${medians}`;
  });
  throw new Error(`A reply tells what it is about, as\n  ${lines.join('\n  ')}`);
}

const timesOf = <Kind extends string>(kinds: readonly Kind[]) =>
  Object.fromEntries(kinds.map(kind => [kind, []])) as unknown as Record<Kind, number[]>;

/** Of the two kinds that are told apart best, of those whose medians differ; `margin` is what an estimate has to be better by. */
function mostTelling<Kind extends string>(kinds: readonly Kind[], times: Record<Kind, number[]>, margin = 0): number {
  const pairs = kinds.flatMap((a, index) => kinds.slice(index + 1).map(b => [times[a], times[b]] as const));
  return Math.max(0.5, ...pairs.filter(differ).map(([a, b]) => guessing(a, b) - margin));
}

function differ([a, b]: readonly [number[], number[]]): boolean {
  const medians = [median(a), median(b)];
  return Math.max(...medians) > (1 + toleratedDifference) * Math.min(...medians);
}

/** How often, of one time of each, the same one is the longer. */
function guessing(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0) return 0.5;
  const all = [...a.map(ms => ({ ms, isA: true })), ...b.map(ms => ({ ms, isA: false }))];
  const ranks = all.toSorted((x, y) => x.ms - y.ms).reduce((sum, { isA }, index) => sum + (isA ? index + 1 : 0), 0);
  const share = (ranks - (a.length * (a.length + 1)) / 2) / (a.length * b.length);
  return Math.max(share, 1 - share);
}

/** Of {@link guessing} for two kinds that are the same, of which there are so many times each. */
const deviation = (count: number) => Math.sqrt((2 * count + 1) / (12 * count * count));

/** Each order is as likely as any other. */
function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(randomInt(left.length), 1));
}

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

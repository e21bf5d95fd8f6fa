import { type Measurement, medianOf, type Side } from './measurement.ts';
import { median } from './statistics.ts';

export interface Compared {
  system: Measurement;
  /** In the order of the yardsticks. */
  yardsticks: { measurement: Measurement; ratio: number }[];
}

/**
 * Measures the system and its yardsticks in turns, A B A B …, so that what else the machine does meets all alike.
 * @returns medians, and of each yardstick the median of the pairs' ratios
 */
export async function measureInTurns(
  system: Side,
  yardsticks: readonly Side[],
  { pairs, seconds }: { pairs: number; seconds: number },
): Promise<Compared> {
  const rounds: { own: Measurement; others: Measurement[] }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const own = await system.measure(seconds);
    const others: Measurement[] = [];
    for (const yardstick of yardsticks) others.push(await yardstick.measure(seconds));
    rounds.push({ own, others });
  }
  return {
    system: medianOf(rounds.map(({ own }) => own)),
    yardsticks: yardsticks.map((_, index) => {
      const others = rounds.map(round => round.others[index]).filter(one => one !== undefined);
      const ratios = rounds.map(({ own }, at) => own.requestsPerSecond / (others[at]?.requestsPerSecond ?? Number.NaN));
      return { measurement: medianOf(others), ratio: median(ratios) };
    }),
  };
}

/** A number that is to be reached. */
export interface Goal {
  /** `ratio` is that of the requests per second to the yardstick's. */
  of: 'ratio' | 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'cpuMsPerRequest';
  atLeast?: number;
  atMost?: number;
}

export type Achieved = Readonly<Record<Goal['of'], number | null>>;

/** A ratio of at least so much. */
export const ratioOf = (atLeast: number): Goal => ({ of: 'ratio', atLeast });

/** What is not known is not reached. */
export function isMet(goal: Goal, achieved: Achieved): boolean {
  const value = achieved[goal.of];
  return (
    value !== null &&
    value >= (goal.atLeast ?? Number.NEGATIVE_INFINITY) &&
    value <= (goal.atMost ?? Number.POSITIVE_INFINITY)
  );
}

/** Such as `ratio ≥ 0.5`. */
export function describeGoal({ of, atLeast, atMost }: Goal): string {
  const bounds = [atLeast === undefined ? [] : `≥ ${atLeast}`, atMost === undefined ? [] : `≤ ${atMost}`].flat();
  return `${of} ${bounds.join(', ')}`;
}

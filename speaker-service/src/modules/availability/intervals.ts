/** Half-open: the end no longer belongs to it. */
export interface Interval {
  startsAt: Date;
  endsAt: Date;
}

/** The same times in the one shortest form: in order, with those that overlap or touch made one. */
export function normalize(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const { startsAt, endsAt } of intervals.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    const last = result.at(-1);
    if (!last || startsAt > last.endsAt) result.push({ startsAt, endsAt });
    else if (endsAt > last.endsAt) last.endsAt = endsAt;
  }
  return result;
}

export const toText = ({ startsAt, endsAt }: Interval) => ({
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
});

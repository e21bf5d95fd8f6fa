/** An instant by both clocks: the one never goes backwards, the other goes on while the machine sleeps. */
export interface Instant {
  monotonic: number;
  wall: number;
}

export const instant = (): Instant => ({ monotonic: performance.now(), wall: Date.now() });

/** How long ago it was at most, in ms. */
export const since = ({ monotonic, wall }: Instant): number =>
  Math.max(performance.now() - monotonic, Date.now() - wall);

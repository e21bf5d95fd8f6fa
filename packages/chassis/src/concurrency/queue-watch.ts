/** So many departures are remembered, half of them when there are more: what a service can do changes while it is busy. */
const remembered = 128;

/**
 * Watches a queue, to tell how long whoever comes next would wait. By Little's law that is the number of those before, by the
 * rate at which they have left of late: no more needs to be known of what they wait for.
 */
export interface QueueWatch {
  /** Somebody waits from now on. */
  joined(): void;
  /** Somebody had a turn. @param waiting how many are left */
  served(waiting: number): void;
  /** Somebody has given up. @param waiting how many are left */
  left(waiting: number): void;
  /** For how long the queue has not been empty, in ms. */
  busyMs(): number;
  /** How long the next would wait behind so many, in ms. */
  expectedMs(waiting: number): number;
}

/** @param concurrency how many are served at a time: those under way when the queue begins count as if they had just ended */
export function createQueueWatch(concurrency: number, now = () => performance.now()): QueueWatch {
  let busySince: number | undefined;
  let countedSince = 0;
  let departures = 0;
  const endIfEmpty = (waiting: number) => {
    if (waiting === 0) busySince = undefined;
  };
  return {
    joined() {
      if (busySince !== undefined) return;
      busySince = countedSince = now();
      departures = concurrency;
    },
    served(waiting) {
      endIfEmpty(waiting);
      if (++departures < concurrency + remembered) return;
      countedSince += (now() - countedSince) / 2;
      departures /= 2;
    },
    left: endIfEmpty,
    busyMs: () => (busySince === undefined ? 0 : now() - busySince),
    expectedMs: waiting => (busySince === undefined ? 0 : ((waiting + 1) * (now() - countedSince)) / departures),
  };
}

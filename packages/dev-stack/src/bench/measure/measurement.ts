import { median, percentile } from './statistics.ts';

/** What one run of load against one side has shown. */
export interface Measurement {
  requestsPerSecond: number;
  /** Milliseconds; null where single requests are not timed. */
  p50Ms: number | null;
  p99Ms: number | null;
  /** Replies of another status than expected, and requests without a reply. */
  errors: number;
  /** Of all processes of the side, per request; null where the machine does not tell. */
  cpuMsPerRequest: number | null;
  /** Of all processes of the side at the end of the run. */
  rssMb: number | null;
}

/** One of those that are compared: the system, or a yardstick. */
export interface Side {
  /** For people, and in the results. */
  name: string;
  /** @param seconds how long to measure, where that can be chosen */
  measure(seconds: number): Promise<Measurement>;
}

/** The median of each number. Errors are summed: one is too many. */
export function medianOf(measurements: readonly Measurement[]): Measurement {
  const middle = (pick: (one: Measurement) => number | null) => {
    const known = measurements.map(pick).filter(value => value !== null);
    return known.length === 0 ? null : median(known);
  };
  return {
    requestsPerSecond: median(measurements.map(one => one.requestsPerSecond)),
    p50Ms: middle(one => one.p50Ms),
    p99Ms: middle(one => one.p99Ms),
    errors: measurements.reduce((sum, one) => sum + one.errors, 0),
    cpuMsPerRequest: middle(one => one.cpuMsPerRequest),
    rssMb: middle(one => one.rssMb),
  };
}

/** A measurement of requests that were timed one by one. @param times in ms @param seconds that all took together */
export const measurementOf = (times: readonly number[], seconds: number, errors: number): Measurement => ({
  requestsPerSecond: times.length / seconds,
  p50Ms: percentile(times, 0.5),
  p99Ms: percentile(times, 0.99),
  errors,
  cpuMsPerRequest: null,
  rssMb: null,
});

import autocannon, { type Options, type Result } from 'autocannon';
import { type BenchRequest, connections, type LoadResult } from './request.ts';

/** How to send, where it is not each request once over the usual connections. */
export interface Sending {
  /** Sends from the first again, for so long. */
  seconds?: number;
  connections?: number;
}

/**
 * Sends requests in their order, over all connections.
 * @param statuses of right replies
 */
export async function sendByAutocannon(
  origin: string,
  requests: readonly BenchRequest[],
  statuses: readonly number[],
  { seconds, connections: most = connections }: Sending = {},
): Promise<LoadResult> {
  let sent = 0;
  const options: Options = {
    url: origin,
    connections: Math.min(most, requests.length),
    timeout: 30,
    ...(seconds === undefined ? { amount: requests.length } : { duration: seconds }),
    requests: [{ setupRequest: template => ({ ...template, ...requests[sent++ % requests.length] }) }],
  };
  const { counts, latency, elapsed } = await run(options);
  const answered = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const right = statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
  const expected = seconds === undefined ? requests.length : answered;
  return {
    requests: answered,
    errors: expected - right,
    seconds: elapsed,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
  };
}

/** @returns replies by status, and the seconds to the last of them: autocannon itself ends on a whole second */
function run(options: Options): Promise<Result & { counts: Map<number, number>; elapsed: number }> {
  const counts = new Map<number, number>();
  const started = performance.now();
  let last = started;
  return new Promise((resolve, reject) => {
    const instance = autocannon(options, (error, result) => {
      if (error) reject(error);
      else resolve({ ...result, counts, elapsed: (last - started) / 1000 });
    });
    instance.on('response', (_client, status) => {
      counts.set(status, (counts.get(status) ?? 0) + 1);
      last = performance.now();
    });
  });
}

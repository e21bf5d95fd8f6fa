import type { LoadResult } from '../load/request.ts';
import type { Measurement } from '../measure/measurement.ts';
import { usageOf } from '../measure/process-usage.ts';

/** One of the two systems that answer the same requests. */
export interface Target {
  name: string;
  /** Of its gateway, without a slash at the end. */
  origin: string;
  /** Of its gateway and services, which may change as they are started anew. */
  pids(): number[];
  /** Of the databases, by what they hold; a superuser's. */
  databases: Readonly<Record<'users' | 'events' | 'sessions' | 'speakers', string>>;
}

/**
 * Measures a load together with what the target's processes use meanwhile.
 * @throws Error where there was no reply in all the time, of which no number can be made
 */
export async function measureLoad(target: Target, load: () => Promise<LoadResult>): Promise<Measurement> {
  const before = usageOf(target.pids());
  const { requests, errors, seconds, p50Ms, p99Ms } = await load();
  const after = usageOf(target.pids());
  if (requests === 0) throw new Error(`${target.name} has answered nothing; measure for longer (--seconds)`);
  return {
    requestsPerSecond: requests / seconds,
    p50Ms,
    p99Ms,
    errors,
    cpuMsPerRequest: before && after ? (after.cpuMs - before.cpuMs) / requests : null,
    rssMb: after?.rssMb ?? null,
  };
}

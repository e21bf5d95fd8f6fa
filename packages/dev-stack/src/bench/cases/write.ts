import { sendByAutocannon } from '../load/autocannon.ts';
import type { BenchRequest } from '../load/request.ts';
import type { Side } from '../measure/measurement.ts';
import { measureLoad, type Target } from '../targets/target.ts';

/** Requests each of which is sent once. */
export interface Writes {
  /** Of right replies. */
  statuses: readonly number[];
  /** Makes the rows for so many requests, and the requests. */
  next(target: Target, count: number): Promise<BenchRequest[]>;
  /** So many requests each time, where that is what is measured; else as many as fit the time. */
  count?: number;
  connections?: number;
  /** @throws Error where what was written is wrong */
  check?(target: Target): Promise<void>;
  /** Waits for what goes on after the replies, so that it does not slow the other side. */
  settle?(target: Target): Promise<void>;
}

/** As many as show how fast a side is, and warm it up. */
const trialCount = 64;
/** What is made in advance has a bound. */
const maxCount = 8_000;

/** A side that answers writes. */
export function writeOf(target: Target, { statuses, next, count, connections, check, settle }: Writes): Side {
  let perSecond: number | undefined;
  const run = async (wanted: number) => {
    const requests = await next(target, wanted);
    const measured = await measureLoad(target, () =>
      sendByAutocannon(target.origin, requests, statuses, connections === undefined ? {} : { connections }),
    );
    await check?.(target);
    await settle?.(target);
    return measured;
  };
  return {
    name: target.name,
    async measure(seconds) {
      perSecond ??= (await run(count ?? trialCount)).requestsPerSecond;
      return run(count ?? Math.min(maxCount, Math.max(trialCount, Math.ceil(perSecond * seconds))));
    },
  };
}

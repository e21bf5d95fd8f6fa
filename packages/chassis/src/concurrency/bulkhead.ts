import { setImmediate } from 'node:timers/promises';
import { unavailable } from '../errors';
import { currentContext } from '../log';

export interface BulkheadOptions {
  /** How many run at a time. */
  concurrency: number;
  /** How many may wait for their turn, in order; who comes after them is rejected at once. */
  maxQueue: number;
  /** How long one may wait, in ms; the request's own deadline ends it too. */
  maxWaitMs?: number;
  /** The wait has no other bound than `maxWaitMs`, which is well within any request's deadline. */
  ignoresDeadline?: boolean;
  /** Said to who is rejected. */
  detail?: string;
  retryAfterSeconds?: number;
}

/**
 * Runs the work when it is its turn.
 * @param signal ends the wait when the client has gone
 * @throws DomainError `unavailable` (503) where the queue is full, or the turn would come too late
 */
export type Bulkhead = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Beyond so many who wait to hear it, a rejection is answered at once: one after the other could not keep up. */
const maxRejections = 1_000;

/**
 * The bulkhead pattern: a bound on how much of one kind of work is under way, so that a rush on it leaves room for all else.
 * With a queue of none, rejections leave one after the other, each in a turn of the event loop of its own, so that hundreds
 * of them at once do not stand before everybody else.
 */
export function createBulkhead({
  concurrency,
  maxQueue,
  maxWaitMs = Number.POSITIVE_INFINITY,
  ignoresDeadline = false,
  detail = 'Too many such requests at the moment.',
  retryAfterSeconds = 1,
}: BulkheadOptions): Bulkhead {
  const queue = new Set<() => void>();
  let running = 0;
  let rejecting = 0;
  let rejections = Promise.resolve();
  const rejected = () => unavailable(detail, retryAfterSeconds);

  const reject = async (): Promise<never> => {
    if (rejecting < maxRejections) {
      rejecting++;
      rejections = rejections.then(() => setImmediate());
      await rejections;
      rejecting--;
    }
    throw rejected();
  };

  const turn = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, refuse) => {
      if (signal?.aborted) return refuse(rejected());
      const leave = () => {
        queue.delete(enter);
        clearTimeout(late);
        signal?.removeEventListener('abort', abandon);
      };
      const enter = () => {
        leave();
        resolve();
      };
      const abandon = () => {
        leave();
        refuse(rejected());
      };
      const deadline = (ignoresDeadline ? undefined : currentContext()?.deadline) ?? Number.POSITIVE_INFINITY;
      const waitMs = Math.max(0, Math.min(maxWaitMs, deadline - Date.now()));
      const late = Number.isFinite(waitMs) ? setTimeout(abandon, waitMs) : undefined;
      signal?.addEventListener('abort', abandon);
      queue.add(enter);
    });

  return async (work, signal) => {
    if (running < concurrency) running++;
    else if (queue.size >= maxQueue) await reject();
    // Who is let in takes over the place of the one who leaves, so `running` stays as it is.
    else await turn(signal);
    try {
      return await work();
    } finally {
      const [next] = queue;
      if (next) next();
      else running--;
    }
  };
}

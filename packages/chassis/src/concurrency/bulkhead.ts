import { setImmediate } from 'node:timers/promises';
import { unavailable } from '../errors';
import { currentContext } from '../log';
import { createQueueWatch } from './queue-watch';

export interface BulkheadOptions {
  /** How many run at a time. */
  concurrency: number;
  /** How many may wait for their turn, in order; who comes after them is rejected at once. */
  maxQueue: number;
  /** How long one may wait, in ms; the request's own deadline ends it too. Who would wait longer is rejected at once. */
  maxWaitMs?: number;
  /**
   * Time that is over by then ends nothing: what has been read, and perhaps hashed, until then is paid for. Nobody waits longer for
   * a reply than until the connection is closed, which ends it all the same.
   */
  ignoresDeadline?: boolean;
  /** How long one may wait in a queue that stands: one that has not been empty for half a second; `maxWaitMs` by default. */
  persistentWaitMs?: number;
  /** Said to who is rejected. */
  detail?: string;
  /** The least; what is said is up to three times as much, by chance, so that not all come back at once. */
  retryAfterSeconds?: number;
}

export interface Bulkhead {
  /**
   * Runs the work when it is its turn, unless nobody waits for it any more.
   * @param signal ends the wait when the client has gone
   * @throws DomainError `unavailable` (503) where the queue is full, or the turn would come too late
   */
  <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Before anything is spent on somebody who would be rejected. @throws DomainError `unavailable` (503) */
  requireRoom(): void;
}

/** Beyond so many who wait to hear it, a rejection is answered at once: one after the other could not keep up. */
const maxRejections = 1_000;
/** A queue that is not empty for longer is no burst, but more than can be done. */
const persistentAfterMs = 500;

/** Whether somebody still waits for what would be done. */
const isWanted = (signal: AbortSignal | undefined, deadline: number) => !signal?.aborted && Date.now() <= deadline;

/**
 * The bulkhead pattern: a bound on how much of one kind of work is under way, so that a rush on it leaves room for all else,
 * with a queue that is bounded by age. A burst may wait, as it ends by itself; in a queue that stands only those may who have
 * their turn soon, as in CoDel (RFC 8289): what they wait for longer, none of them gets more of.
 * With a queue of none, rejections leave one after the other, each in a turn of the event loop of its own, so that hundreds
 * of them at once do not stand before everybody else.
 */
export function createBulkhead({
  concurrency,
  maxQueue,
  maxWaitMs = Number.POSITIVE_INFINITY,
  ignoresDeadline = false,
  persistentWaitMs = maxWaitMs,
  detail = 'Too many such requests at the moment.',
  retryAfterSeconds = 1,
}: BulkheadOptions): Bulkhead {
  /** Each takes its turn when it is called; false where it is wanted no more. */
  const queue = new Set<() => boolean>();
  const watch = createQueueWatch(concurrency);
  let running = 0;
  let rejecting = 0;
  let rejections = Promise.resolve();
  const deadlineOf = () => (ignoresDeadline ? undefined : currentContext()?.deadline) ?? Number.POSITIVE_INFINITY;
  const rejected = () => unavailable(detail, spread(retryAfterSeconds));

  const reject = async (): Promise<never> => {
    if (rejecting < maxRejections) {
      rejecting++;
      rejections = rejections.then(() => setImmediate());
      await rejections;
      rejecting--;
    }
    throw rejected();
  };

  const isLate = () =>
    watch.expectedMs(queue.size) > (watch.busyMs() > persistentAfterMs ? persistentWaitMs : maxWaitMs);

  const requireRoom = () => {
    if (running >= concurrency && (queue.size >= maxQueue || isLate())) throw rejected();
  };

  const turn = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, refuse) => {
      const leave = () => {
        queue.delete(enter);
        clearTimeout(late);
        signal?.removeEventListener('abort', abandon);
      };
      const deadline = deadlineOf();
      // A timer may be late itself: whoever's turn comes after the deadline is not served either.
      const enter = () => {
        leave();
        const isServed = isWanted(signal, deadline);
        if (isServed) resolve();
        else refuse(rejected());
        return isServed;
      };
      const abandon = () => {
        leave();
        watch.left(queue.size);
        refuse(rejected());
      };
      const waitMs = Math.max(0, Math.min(maxWaitMs, deadline - Date.now()));
      const late = Number.isFinite(waitMs) ? setTimeout(abandon, waitMs) : undefined;
      signal?.addEventListener('abort', abandon);
      queue.add(enter);
      watch.joined();
    });

  /** Who is let in takes over the place of the one who leaves. */
  const letNextIn = () => {
    for (const enter of queue) {
      const isServed = enter();
      watch.served(queue.size);
      if (isServed) return;
    }
    running--;
  };

  const run = async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    if (!isWanted(signal, deadlineOf())) throw rejected();
    if (running < concurrency) running++;
    else if (maxQueue === 0) await reject();
    else {
      requireRoom();
      await turn(signal);
    }
    try {
      return await work();
    } finally {
      letNextIn();
    }
  };
  return Object.assign(run, { requireRoom });
}

/** From so many seconds to three times as many, by chance. */
const spread = (seconds: number) => seconds + Math.floor(Math.random() * (2 * seconds + 1));

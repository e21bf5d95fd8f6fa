import { setImmediate } from 'node:timers/promises';
import { unavailable } from '@ems/chassis/errors';
import type { Admission } from '@ems/chassis/http';

export interface GateLimits {
  atOnce: number;
  mostWaiting: number;
  longestWaitMs: number;
}

/** Runs work at most so many at once; the rest waits in line, which is bounded in length and time. */
export type Gate = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

const busy = () => unavailable('Too many passwords are being checked at the moment.', 2);

/** Beyond so many who wait to hear it, a refusal is told at once: telling them one by one could not keep up. */
const mostUntold = 1_000;

/**
 * Lets so many in at once, whatever they do inside, and turns away the rest: one after the other, each in a round of the
 * event loop of its own, so that hundreds who are turned away at once do not stand before everybody else.
 */
export function createDoor(mostInside: number): Admission {
  let inside = 0;
  let untold = 0;
  let told = Promise.resolve();
  const tellInTurn = async () => {
    untold++;
    told = told.then(() => setImmediate());
    await told;
    untold--;
  };
  return async work => {
    if (inside >= mostInside) {
      if (untold < mostUntold) await tellInTurn();
      throw busy();
    }
    inside++;
    try {
      return await work();
    } finally {
      inside--;
    }
  };
}

/** Whoever is turned away, or whose client has gone, costs nothing but a place in the line. */
export function createGate({ atOnce, mostWaiting, longestWaitMs }: GateLimits): Gate {
  const waiting = new Set<() => void>();
  let running = 0;

  const turn = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.delete(enter);
        clearTimeout(late);
        signal?.removeEventListener('abort', giveUp);
      };
      const enter = () => {
        leave();
        resolve();
      };
      const giveUp = () => {
        leave();
        reject(busy());
      };
      const late = setTimeout(giveUp, longestWaitMs);
      signal?.addEventListener('abort', giveUp);
      waiting.add(enter);
    });

  return async (work, signal) => {
    if (running < atOnce) running++;
    else if (waiting.size >= mostWaiting) throw busy();
    // Who is let in takes over the place of the one who leaves, so `running` stays as it is.
    else await turn(signal);
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next) next();
      else running--;
    }
  };
}

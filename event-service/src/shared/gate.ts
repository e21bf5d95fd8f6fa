import { unavailable } from '@ems/chassis/errors';
import { currentContext } from '@ems/chassis/log';

export interface Gate {
  /** @throws DomainError 503 at once where too many wait, or when its turn comes too late for the request */
  pass<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Lets at most `width` through at a time; the others wait in memory, in order. So a rush on one row takes a few
 * connections of the pool, and not all of them, and nobody is refused for the length of a queue that moves.
 */
export function createGate(width: number, maxWaiting: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else inside--;
  };
  const enter = () => {
    if (inside < width) {
      inside++;
      return Promise.resolve();
    }
    if (waiting.length >= maxWaiting) throw tooMany();
    return new Promise<void>(resolve => waiting.push(resolve));
  };
  return {
    async pass(work) {
      await enter();
      try {
        const deadline = currentContext()?.deadline ?? Number.POSITIVE_INFINITY;
        if (Date.now() > deadline) throw tooMany();
        return await work();
      } finally {
        leave();
      }
    },
  };
}

const tooMany = () => unavailable('Too many want the same at the moment.', 1);

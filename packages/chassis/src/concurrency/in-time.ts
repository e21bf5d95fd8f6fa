import { currentContext, runInContext } from '../log';

/** Begins work that others wait for too: it takes the time that it needs, also when the request that began it must answer before. */
export function withoutDeadline<T>(work: () => T): T {
  const context = currentContext();
  if (!context) return work();
  const { deadline: _, ...others } = context;
  return runInContext(others, work);
}

/**
 * Waits for what goes on all the same, as long as the present request may.
 * @param reserveMs of the request's time, what is left for the answer
 * @returns undefined where the time is over before
 */
export async function inTime<T>(work: Promise<T>, reserveMs: number): Promise<T | undefined> {
  const deadline = currentContext()?.deadline;
  if (deadline === undefined) return work;
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, Math.max(0, deadline - Date.now() - reserveMs), undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

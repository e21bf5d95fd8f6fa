import { setTimeout as delay } from 'node:timers/promises';

/** Nobody listens yet, the name is not known yet, or PostgreSQL is still starting (SQLSTATE 57P03). */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

/**
 * Tries until a server that is starting can be reached, so that a job of start-up begins when its server does and not when somebody
 * next asks how that is.
 * @param connect what to try; it must be repeatable
 * @param patienceMs from when on the error of a try is thrown
 * @throws what `connect` throws, at once where waiting would not help
 */
export async function whenReachable<T>(connect: () => Promise<T>, patienceMs = 120_000): Promise<T> {
  for (const deadline = performance.now() + patienceMs; ; ) {
    try {
      return await connect();
    } catch (error) {
      if (!isNotYet(error) || performance.now() > deadline) throw error;
    }
    await delay(100);
  }
}

/** fetch says in its cause what it met. `pg` has no code for a server that has too much to do to answer in time. */
function isNotYet(error: unknown): boolean {
  const { code, cause, message } = error as { code?: string; cause?: { code?: string }; message?: string };
  return NOT_YET.has(code ?? cause?.code ?? '') || message === 'timeout expired';
}

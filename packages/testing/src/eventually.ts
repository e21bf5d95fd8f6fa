import { setTimeout as delay } from 'node:timers/promises';
import { scaled } from './timeouts';

/**
 * Awaits a condition instead of sleeping.
 * @param check throws, or returns undefined, null or false, until it holds
 * @param timeoutMs of an idle machine, after which the last error, or one naming the time-out, is thrown
 */
export async function eventually<T>(check: () => Promise<T> | T, timeoutMs = 20_000): Promise<NonNullable<T>> {
  const start = Date.now();
  for (;;) {
    let failure: unknown;
    try {
      const value = await check();
      if (value !== undefined && value !== null && value !== false) return value;
    } catch (error) {
      failure = error;
    }
    const waited = Date.now() - start;
    if (waited > scaled(timeoutMs)) throw failure ?? new Error(`the condition did not hold within ${waited} ms`);
    await delay(50);
  }
}

import { randomFillSync } from 'node:crypto';

/** Filled anew when it is used up: asking for many random bytes at once costs hardly more than asking for a few. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** @param bytes how many random bytes, at most 4,096. @returns twice as many hexadecimal digits */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

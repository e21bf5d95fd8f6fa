import type { Admission } from '@ems/chassis/http';
import type { Part } from '@ems/chassis/lifecycle';
import { hashSync } from 'bcrypt';
import { z } from 'zod';
import { isCommon } from './common-passwords';
import { createDoor, createGate } from './gate';
import { createHashThreads } from './hash-threads';
import type { Verdict } from './hashes';

/** bcrypt reads 72 bytes and no more, so a longer password is refused rather than cut. */
export const newPassword = z
  .string()
  .refine(value => [...value].length >= 10, 'At least 10 characters')
  .refine(value => Buffer.byteLength(value) <= 72, 'At most 72 bytes')
  .refine(value => !value.includes('\0'), 'Must not contain NUL')
  .refine(value => !isCommon(value), 'One of the most common passwords, which are tried first');

/** More than two would have to share the cores that most machines have, and all would wait longer. */
const atOnce = 2;
const mostWaiting = 32;
/** The gateway gives up after five seconds. */
const longestWaitMs = 4_000;

export interface Passwords {
  /**
   * For routes that hash: who would find the line full is turned away before anything is asked of the database.
   * @throws DomainError 503 when too many passwords are being checked
   */
  admit: Admission;
  /** @throws DomainError 503 when too many passwords are being checked */
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /**
   * A wrong password takes the same time whether or not there is a hash to compare with, and at whatever cost that was made.
   * @throws DomainError 503 when too many passwords are being checked
   */
  check(password: string, stored: string | undefined, signal?: AbortSignal): Promise<Verdict>;
  /** As {@link check}, where the hash will not be kept. */
  matches(password: string, stored: string, signal?: AbortSignal): Promise<boolean>;
  /** Ends the threads that hash. */
  part: Part;
}

/** @param cost of new hashes: the logarithm of bcrypt's rounds */
export function createPasswords(cost: number): Passwords {
  const nobody = hashSync('no account has this password', cost);
  const pass = createGate({ atOnce, mostWaiting, longestWaitMs });
  const threads = createHashThreads();
  const check = (password: string, stored: string, renew: boolean, signal: AbortSignal | undefined) =>
    // One turn for comparing and renewing, so that who was found right is not turned away after all.
    pass(() => threads.perform({ kind: 'check', password, stored, cost, renew }), signal);
  return {
    admit: createDoor(atOnce + mostWaiting),
    hash: (password, signal) => pass(() => threads.perform({ kind: 'hash', password, cost }), signal),
    async check(password, stored, signal) {
      const verdict = await check(password, stored ?? nobody, true, signal);
      return stored === undefined ? { isRight: false } : verdict;
    },
    matches: async (password, stored, signal) => (await check(password, stored, false, signal)).isRight,
    part: { name: 'passwords', stop: threads.stop },
  };
}

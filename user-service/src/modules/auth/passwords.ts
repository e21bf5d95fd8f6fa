import type { Admission } from '@ems/chassis/http';
import { hash, hashSync } from 'bcrypt';
import { z } from 'zod';
import { isCommon } from './common-passwords';
import { createDoor, createGate } from './gate';
import { compareAt, renewAt } from './hashes';

/** bcrypt reads 72 bytes and no more, so a longer password is refused rather than cut. */
export const newPassword = z
  .string()
  .refine(value => [...value].length >= 10, 'At least 10 characters')
  .refine(value => Buffer.byteLength(value) <= 72, 'At most 72 bytes')
  .refine(value => !value.includes('\0'), 'Must not contain NUL')
  .refine(value => !isCommon(value), 'One of the most common passwords, which are tried first');

/** bcrypt runs on the four threads that files and name look-ups share, so half of them stay free. */
const atOnce = 2;
const mostWaiting = 32;
/** The gateway gives up after five seconds. */
const longestWaitMs = 4_000;

/** A right password may bring the hash that shall take the place of one made at a lower cost. */
export type Verdict = { isRight: false } | { isRight: true; renewed: string | undefined };

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
}

/** @param cost of new hashes: the logarithm of bcrypt's rounds */
export function createPasswords(cost: number): Passwords {
  const nobody = hashSync('no account has this password', cost);
  const pass = createGate({ atOnce, mostWaiting, longestWaitMs });
  return {
    admit: createDoor(atOnce + mostWaiting),
    hash: (password, signal) => pass(() => hash(password, cost), signal),
    check: (password, stored, signal) =>
      // One turn for both, so that who was found right is not turned away after all.
      pass(async () => {
        const isSame = await compareAt(cost, password, stored ?? nobody);
        if (!isSame || stored === undefined) return { isRight: false };
        return { isRight: true, renewed: await renewAt(cost, password, stored) };
      }, signal),
    matches: (password, stored, signal) => pass(() => compareAt(cost, password, stored), signal),
  };
}

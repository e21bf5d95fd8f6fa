import { compare, hash, hashSync } from 'bcrypt';
import { z } from 'zod';
import { isCommon } from './common-passwords';
import { createGate } from './gate';

/** bcrypt reads 72 bytes and no more, so a longer password is refused rather than cut. */
export const newPassword = z
  .string()
  .refine(value => [...value].length >= 10, 'At least 10 characters')
  .refine(value => Buffer.byteLength(value) <= 72, 'At most 72 bytes')
  .refine(value => !value.includes('\0'), 'Must not contain NUL')
  .refine(value => !isCommon(value), 'One of the most common passwords, which are tried first');

const cost = 12;
/** bcrypt runs on the four threads that files and name look-ups share, so half of them stay free. */
const atOnce = 2;
const mostWaiting = 32;
/** The gateway gives up after five seconds. */
const longestWaitMs = 4_000;

export interface Passwords {
  /** @throws DomainError 503 when too many passwords are being checked */
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /**
   * Takes the same time whether or not there is a hash to compare with.
   * @throws DomainError 503 when too many passwords are being checked
   */
  matches(password: string, stored: string | undefined, signal?: AbortSignal): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const nobody = hashSync('no account has this password', cost);
  const pass = createGate({ atOnce, mostWaiting, longestWaitMs });
  return {
    hash: (password, signal) => pass(() => hash(password, cost), signal),
    async matches(password, stored, signal) {
      const same = await pass(() => compare(password, stored ?? nobody), signal);
      return same && stored !== undefined;
    },
  };
}

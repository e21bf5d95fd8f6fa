import { compare, hash, hashSync } from 'bcrypt';
import { z } from 'zod';

/** bcrypt reads 72 bytes and no more, so a longer password is refused rather than cut. */
export const newPassword = z
  .string()
  .refine(value => [...value].length >= 10, 'At least 10 characters')
  .refine(value => Buffer.byteLength(value) <= 72, 'At most 72 bytes')
  .refine(value => !value.includes('\0'), 'Must not contain NUL');

const cost = 12;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes the same time whether or not there is a hash to compare with. */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const nobody = hashSync('no account has this password', cost);
  return {
    hash: password => hash(password, cost),
    async matches(password, stored) {
      const same = await compare(password, stored ?? nobody);
      return same && stored !== undefined;
    },
  };
}

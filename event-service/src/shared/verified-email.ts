import type { Caller } from '@ems/chassis/auth';
import { ageOf, type Sql } from '@ems/chassis/database';
import { unavailable } from '@ems/chassis/errors';
import { isEmailVerified } from '../replicas/accounts';
import { problem } from './problem';

/** How long the first message of a new account may take. */
export const messageDelayMs = 60_000;

/**
 * Asks that the caller has shown that their address is theirs.
 * @throws DomainError 403 where they have not, 503 while a new account may still become known
 */
export type RequireVerifiedEmail = (sql: Sql, caller: Caller) => Promise<void>;

/** @param isRequired whether the operator asks for it; else everybody passes */
export const requireVerifiedEmail =
  (isRequired: boolean): RequireVerifiedEmail =>
  async (sql, { userId }) => {
    if (!isRequired) return;
    const isVerified = await isEmailVerified(sql, userId);
    if (isVerified) return;
    const age = ageOf(userId);
    if (isVerified === undefined && age !== undefined && age < messageDelayMs)
      throw unavailable('The account is not known here yet.', 1);
    throw problem('user.email-unverified', 'This needs an account whose address is verified.');
  };

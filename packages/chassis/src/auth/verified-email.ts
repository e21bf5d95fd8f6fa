import { ageOf, type Sql } from '../database';
import { unavailable } from '../errors';
import type { Caller } from './caller';

/** The first message of an older subject has been consumed, unless the broker was away for as long. */
const youngMs = 15 * 60_000;

/**
 * Whether a subject has shown that its mailbox is its own. One of which no message has said so or otherwise is taken at its word:
 * nobody has asked before.
 * @returns undefined for one that is not known here
 */
export async function isEmailVerified(sql: Sql, id: string): Promise<boolean | undefined> {
  const [subject] = await sql.$queryRaw<{ verified: boolean }[]>`
    SELECT coalesce(email_verified, true) AS verified FROM token_subjects WHERE id = ${id}::uuid`;
  return subject?.verified;
}

/**
 * Asks that the caller has shown that their mailbox is theirs.
 * @throws DomainError 503 for a new account whose first message may be on its way; what refuses an unverified one
 */
export type RequireVerifiedEmail = (sql: Sql, caller: Pick<Caller, 'userId'>) => Promise<void>;

/**
 * @param isRequired whether the operator asks for it; else everybody passes
 * @param refuse makes the error for who has not shown it
 */
export const verifiedEmailRule =
  (isRequired: boolean, refuse: () => Error): RequireVerifiedEmail =>
  async (sql, { userId }) => {
    if (!isRequired) return;
    const isVerified = await isEmailVerified(sql, userId);
    if (isVerified) return;
    const age = ageOf(userId);
    if (isVerified === undefined && age !== undefined && Math.abs(age) < youngMs)
      throw unavailable('Your account is not known here yet; try again.', 1);
    throw refuse();
  };

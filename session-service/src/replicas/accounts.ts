import { upsertSubjects } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { unavailable } from '@ems/chassis/errors';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';
import { problem } from '../shared/problem';
import { isYoung } from './await-replicas';

/** Keeps whose tokens count, and whose addresses are verified, unless something newer is known. */
export async function upsertAccounts(sql: Sql, messages: readonly Message<AccountState>[]): Promise<void> {
  await upsertSubjects(sql, messages);
  const rows = newestOf(messages).map(({ sequence, data: { id, emailVerified = false } }) => ({
    id,
    version: sequence,
    email_verified: emailVerified,
  }));
  await sql.$executeRaw`
    INSERT INTO account_replicas AS current (id, version, email_verified)
    SELECT id, version, email_verified
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a (id uuid, version int, email_verified boolean) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, email_verified = excluded.email_verified
    WHERE current.version < excluded.version`;
}

/**
 * An old account of which no message has come since this is kept is taken at its word: nobody has asked before.
 * @throws DomainError 403 `user.email-unverified`, 503 for a young account whose first message may be on its way
 */
export async function requireVerifiedEmail(sql: Sql, userId: string): Promise<void> {
  const [account] = await sql.$queryRaw<{ verified: boolean }[]>`
    SELECT email_verified AS verified FROM account_replicas WHERE id = ${userId}::uuid`;
  if (!account && isYoung(userId)) throw unavailable('Your account is not known here yet; try again.', 1);
  if (account?.verified === false) throw problem('user.email-unverified', 'Verify the address of your account first.');
}

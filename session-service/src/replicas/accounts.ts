import { upsertSubjects } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';
import { problem } from '../shared/problem';

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
 * An account of which no message has come since this is known is taken at its word: it is older than the question, or its message
 * is on its way.
 * @throws DomainError 403 `user.email-unverified`
 */
export async function requireVerifiedEmail(sql: Sql, userId: string): Promise<void> {
  const [account] = await sql.$queryRaw<{ verified: boolean }[]>`
    SELECT email_verified AS verified FROM account_replicas WHERE id = ${userId}::uuid`;
  if (account && !account.verified) throw problem('user.email-unverified', 'Verify the address of your account first.');
}

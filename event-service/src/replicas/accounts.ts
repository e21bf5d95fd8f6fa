import { upsertSubjects } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';

/** Keeps whose tokens count, and which addresses accounts have shown to be their own, unless something newer is known. */
export async function upsertAccounts(sql: Sql, messages: readonly Message<AccountState>[]): Promise<void> {
  await upsertSubjects(sql, messages);
  const rows = newestOf(messages).map(({ sequence, data: { id, emailVerified, emailDigest } }) => ({
    id,
    version: sequence,
    email_verified: emailVerified ?? false,
    email_digest: emailDigest ?? null,
  }));
  await sql.$executeRaw`
    INSERT INTO account_replicas AS current (id, version, email_verified, email_digest)
    SELECT id, version, email_verified, email_digest
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS a (id uuid, version int, email_verified boolean, email_digest text) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, email_verified = excluded.email_verified,
      email_digest = excluded.email_digest
    WHERE current.version < excluded.version`;
}

/** Whether the account's address is verified; undefined for an account that is not known yet. */
export async function isEmailVerified(sql: Sql, id: string): Promise<boolean | undefined> {
  const [account] = await sql.$queryRaw<{ verified: boolean }[]>`
    SELECT email_verified AS verified FROM account_replicas WHERE id = ${id}::uuid`;
  return account?.verified;
}

/** Leaves that there was an account, so that a late message does not bring its address back. */
export async function forgetAddress(sql: Sql, { subject, sequence }: Message<AccountState>): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO account_replicas (id, version) VALUES (${subject}::uuid, ${sequence})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, email_verified = false, email_digest = NULL`;
}

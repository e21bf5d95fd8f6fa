import { upsertSubjects } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';
import type { Tx } from '../shared/database';

/** Keeps whose tokens count, and which addresses accounts have shown to be their own, unless something newer is known. */
export async function upsertAccounts(sql: Sql, messages: readonly Message<AccountState>[]): Promise<void> {
  await upsertSubjects(sql, messages);
  const rows = newestOf(messages).map(({ sequence, data: { id, emailVerified, emailDigest } }) => ({
    id,
    version: sequence,
    verified_email: (emailVerified && emailDigest) || null,
  }));
  await sql.$executeRaw`
    INSERT INTO account_replicas AS current (id, version, verified_email)
    SELECT id, version, verified_email
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a (id uuid, version int, verified_email text) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, verified_email = excluded.verified_email
    WHERE current.version < excluded.version`;
}

/** Whether the account is known to have this address. */
export async function hasVerifiedEmail(tx: Tx, id: string, emailDigest: string): Promise<boolean> {
  return (await tx.accountReplica.count({ where: { id, verifiedEmail: emailDigest } })) === 1;
}

/** Whether the account is known to have the address that it has. */
export async function hasAnyVerifiedEmail(tx: Tx, id: string): Promise<boolean> {
  return (await tx.accountReplica.count({ where: { id, verifiedEmail: { not: null } } })) === 1;
}

/** Leaves that there was an account, so that a late message does not bring its address back. */
export async function forgetVerifiedEmail(tx: Tx, { subject, sequence }: Message<AccountState>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO account_replicas (id, version) VALUES (${subject}::uuid, ${sequence})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, verified_email = NULL`;
}

import { upsertSubject } from '@ems/chassis/auth';
import type { Message } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';
import type { Tx } from '../shared/database';

/** Keeps whose tokens count, and which address the account has shown to be its own, unless something newer is known. */
export async function upsertAccount(tx: Tx, message: Message<AccountState>): Promise<void> {
  await upsertSubject(tx, message);
  const { id, emailVerified, emailDigest } = message.data;
  const verified = (emailVerified && emailDigest) || null;
  await tx.$executeRaw`
    INSERT INTO account_replicas AS current (id, version, verified_email) VALUES (${id}::uuid, ${message.sequence}, ${verified})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, verified_email = excluded.verified_email
    WHERE current.version < excluded.version`;
}

/** Whether the account is known to have this address. */
export async function hasVerifiedEmail(tx: Tx, id: string, emailDigest: string): Promise<boolean> {
  return (await tx.accountReplica.count({ where: { id, verifiedEmail: emailDigest } })) === 1;
}

/** Leaves that there was an account, so that a late message does not bring its address back. */
export async function forgetVerifiedEmail(tx: Tx, { subject, sequence }: Message<AccountState>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO account_replicas (id, version) VALUES (${subject}::uuid, ${sequence})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, verified_email = NULL`;
}

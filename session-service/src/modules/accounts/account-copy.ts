import type { Revoked } from '@ems/chassis/auth';
import type { Message } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';
import type { Db, Tx } from '../../shared/database';

/** Keeps whether an account is disabled, and since when its tokens count, unless something newer is known of it. */
export async function copyAccount(tx: Tx, { data, sequence }: Message<AccountState>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO account_copies AS held (id, version, disabled, signed_out_at)
    VALUES (${data.id}::uuid, ${sequence}, ${data.status === 'disabled'}, ${data.signedOutAt ?? null}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, disabled = excluded.disabled,
      signed_out_at = excluded.signed_out_at
    WHERE held.version < excluded.version`;
}

/**
 * Accounts whose access tokens no longer count: none of them, or none of before they were logged out everywhere.
 * @param account asks for this one alone
 */
export async function disabledAccounts(db: Db, account?: string): Promise<Revoked[]> {
  const rows = await db.accountCopy.findMany({
    where: {
      ...(account && { id: account }),
      OR: [{ disabled: true }, { signedOutAt: { gt: new Date(Date.now() - 15 * 60_000) } }],
    },
    select: { id: true, disabled: true, signedOutAt: true },
  });
  return rows.map(({ id, disabled, signedOutAt }) => (disabled || !signedOutAt ? id : { id, issuedBy: signedOutAt }));
}

import type { Message } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';
import type { Db, Tx } from '../../shared/database';

/** Keeps whether an account is disabled, unless something newer is known of it. */
export async function copyAccount(tx: Tx, { data, sequence }: Message<AccountState>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO account_copies AS held (id, version, disabled)
    VALUES (${data.id}::uuid, ${sequence}, ${data.status === 'disabled'})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, disabled = excluded.disabled
    WHERE held.version < excluded.version`;
}

/** Ids of accounts whose access tokens no longer count. */
export async function disabledAccounts(db: Db): Promise<string[]> {
  const rows = await db.accountCopy.findMany({ where: { disabled: true }, select: { id: true } });
  return rows.map(row => row.id);
}

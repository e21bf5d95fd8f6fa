import type { Revoked } from '@ems/chassis/auth';
import type { AccountState } from '@ems/contracts';
import type { Db, Tx } from '../../shared/database';

/** Takes over what user-service tells of an account, unless something newer is known. */
export async function keepAccount(
  tx: Tx,
  sequence: number,
  { id, role, status, signedOutAt = null }: AccountState,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO user_copies AS c (id, role, status, version, signed_out_at)
    VALUES (${id}::uuid, ${role}::"AccountRole", ${status}::"AccountStatus", ${sequence}, ${signedOutAt}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET role = excluded.role, status = excluded.status, version = excluded.version,
      signed_out_at = excluded.signed_out_at
    WHERE c.version < excluded.version`;
}

/**
 * Accounts whose access tokens no longer count: none of them, or none of before they were logged out everywhere.
 * @param account asks for this one alone
 */
export async function disabledAccounts(db: Db, account?: string): Promise<Revoked[]> {
  const rows = await db.userCopy.findMany({
    where: {
      ...(account && { id: account }),
      OR: [{ status: 'disabled' }, { signedOutAt: { gt: new Date(Date.now() - 15 * 60_000) } }],
    },
    select: { id: true, status: true, signedOutAt: true },
  });
  return rows.map(({ id, status, signedOutAt }) =>
    status === 'disabled' || !signedOutAt ? id : { id, issuedBy: signedOutAt },
  );
}

import type { Revoked } from '@ems/chassis/auth';
import type { Db } from '../../shared/database';

/**
 * Accounts whose access tokens no longer count: none of them, or none of before they were logged out everywhere.
 * @param account asks for this one alone
 */
export async function disabledAccounts(db: Db, account?: string): Promise<Revoked[]> {
  const rows = await db.userCopy.findMany({
    where: {
      ...(account && { id: account }),
      OR: [{ disabled: true }, { signedOutAt: { gt: new Date(Date.now() - 15 * 60_000) } }],
    },
    select: { id: true, disabled: true, signedOutAt: true },
  });
  return rows.map(({ id, disabled, signedOutAt }) => (disabled || !signedOutAt ? id : { id, issuedBy: signedOutAt }));
}

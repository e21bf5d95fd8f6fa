import type { Revoked } from '@ems/chassis/auth';
import type { Db } from '../../shared/database';

/** Accounts whose access tokens no longer count: none of them, or none of before they were logged out everywhere. */
export async function disabledAccounts(db: Db): Promise<Revoked[]> {
  const rows = await db.userCopy.findMany({
    where: { OR: [{ disabled: true }, { signedOutAt: { gt: new Date(Date.now() - 15 * 60_000) } }] },
    select: { id: true, disabled: true, signedOutAt: true },
  });
  return rows.map(({ id, disabled, signedOutAt }) => (disabled || !signedOutAt ? id : { id, issuedBy: signedOutAt }));
}

import type { Db } from '../../shared/database';

/** Ids of the accounts whose access tokens are refused though they have not expired. */
export async function disabledAccounts(db: Db): Promise<string[]> {
  const rows = await db.userCopy.findMany({ where: { disabled: true }, select: { id: true } });
  return rows.map(row => row.id);
}

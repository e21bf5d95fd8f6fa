import { forgetAuditDetails } from '../audit';
import type { Sql } from '../database';

/** What the chassis itself keeps of an account: replies to its requests, and from where it acted. */
export async function forgetAccount(tx: Sql, accountId: string): Promise<void> {
  // Not the claim of a request that still runs, which may be the erasure itself.
  await tx.$executeRaw`DELETE FROM idempotency WHERE principal = ${accountId} AND status IS NOT NULL`;
  await forgetAuditDetails(tx, accountId);
}

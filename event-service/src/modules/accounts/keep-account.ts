import type { AccountState } from '@ems/contracts';
import type { Db, Tx } from '../../shared/database';

/** Takes over what user-service tells of an account, unless something newer is known. */
export async function keepAccount(tx: Tx, sequence: number, { id, role, status }: AccountState): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO user_copies AS c (id, role, status, version)
    VALUES (${id}::uuid, ${role}::"AccountRole", ${status}::"AccountStatus", ${sequence})
    ON CONFLICT (id) DO UPDATE SET role = excluded.role, status = excluded.status, version = excluded.version
    WHERE c.version < excluded.version`;
}

/** Accounts whose access tokens no longer count. */
export async function disabledAccounts(db: Db): Promise<string[]> {
  const rows = await db.userCopy.findMany({ where: { status: 'disabled' }, select: { id: true } });
  return rows.map(row => row.id);
}

import { audit } from '@ems/chassis/audit';
import { conflict } from '@ems/chassis/errors';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { changeAccount, lockUser, signOut } from './change-account';

interface Standing {
  role?: 'member' | 'admin' | undefined;
  status?: 'active' | 'disabled' | undefined;
}

/** For `transact`: what the database says to who would leave no admin. */
export const lastAdmin = {
  users_last_admin: () => conflict('user.last-admin', 'This is the last active admin; make another one first.'),
};

/**
 * Changes role and status. Who loses either is logged out everywhere.
 * @param actor the admin who does it
 * @param requireFresh refuses when the caller read another version
 */
export async function changeStanding(
  tx: Tx,
  id: string,
  { role, status }: Standing,
  actor: string,
  requireFresh: (current: User) => void,
): Promise<User> {
  const user = await lockUser(tx, id);
  if (user.erasedAt) throw conflict('user.erased', 'This account is erased; it does not come back.');
  requireFresh(user);
  const change = {
    ...(role !== undefined && role !== user.role && { role }),
    ...(status !== undefined && status !== user.status && { status }),
  };
  if (Object.keys(change).length === 0) return user;
  if (change.status === 'disabled') {
    await tx.oneTimeToken.deleteMany({ where: { userId: id } });
    await tx.mail.deleteMany({ where: { userId: id, claimedAt: null, sentAt: null } });
  }
  const isLess = change.status === 'disabled' || change.role === 'member';
  const changed = await (isLess ? signOut(tx, user, change) : changeAccount(tx, user, change));
  const from = { role: user.role, status: user.status };
  await audit(tx, { action: 'standing.changed', actor, subject: id, facts: { from, to: { ...from, ...change } } });
  return changed;
}

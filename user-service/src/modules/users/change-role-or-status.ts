import { audit } from '@ems/chassis/audit';
import type { Change } from '@ems/chassis/http';
import type { Role, User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { requireAdmin } from './access';
import { toUserView } from './schemas';
import { lockUserForUpdate, signOutEverywhere, updateUser } from './user';

interface Roles {
  role?: Role | undefined;
  status?: 'active' | 'disabled' | undefined;
}

/** For `transact`: what to answer when the database refuses to lose its last admin. */
export const lastAdminErrors = {
  users_last_admin: () => problem('user.last-admin', 'This is the last active admin; make another one first.'),
};

/**
 * Changes the role or status of an account, for admins. An account that loses either is logged out everywhere.
 * @throws DomainError 401, 403 for others; 404; 409 for an erased account; 412
 */
export async function changeRoleOrStatus(tx: Tx, id: string, change: Change, { role, status }: Roles): Promise<User> {
  const { caller, now } = change;
  await requireAdmin(tx, caller);
  const user = await lockUserForUpdate(tx, id);
  if (user.erasedAt) throw problem('user.erased', 'This account is erased and cannot be restored.');
  change.requireIfMatch(toUserView(user, caller));
  const patch = {
    ...(role !== undefined && role !== user.role && { role }),
    ...(status !== undefined && status !== user.status && { status }),
  };
  if (Object.keys(patch).length === 0) return user;
  if (patch.status === 'disabled') {
    await tx.oneTimeToken.deleteMany({ where: { userId: id } });
    await tx.emailChange.deleteMany({ where: { userId: id, confirmedAt: null } });
    await tx.mail.deleteMany({ where: { userId: id, claimedAt: null, sentAt: null } });
  }
  const isLoss = patch.status === 'disabled' || patch.role === 'member';
  const changed = await (isLoss ? signOutEverywhere(tx, user, now, patch) : updateUser(tx, user, patch, now));
  const from = { role: user.role, status: user.status };
  const facts = { from, to: { ...from, ...patch } };
  await audit(tx, { action: 'account.role-or-status-changed', actor: caller.userId, subject: id, facts });
  return changed;
}

import { notFound } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { type AccountState, userDisabled, userUpdated } from '@ems/contracts';
import type { Prisma, User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';

/** Takes the account's row, so that changes of one account come one after the other. @throws DomainError 404 */
export async function lockUser(tx: Tx, id: string): Promise<User> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR UPDATE`;
  const user = await tx.user.findUnique({ where: { id } });
  if (!user) throw notFound('account');
  return user;
}

/** What others may know of an account. */
export const accountState = ({ id, role, status, signedOutAt }: User): AccountState => ({
  id,
  role,
  status,
  signedOutAt: signedOutAt?.toISOString() ?? null,
});

/** Changes a locked account, with its message. */
export async function changeAccount(tx: Tx, { id }: User, data: Prisma.UserUpdateInput): Promise<User> {
  const changed = await tx.user.update({
    where: { id },
    data: { ...data, version: { increment: 1 }, updatedAt: new Date() },
  });
  const contract = data.status === 'disabled' ? userDisabled : userUpdated;
  await record(tx, contract, id, changed.version, accountState(changed));
  return changed;
}

/** Ends all logins of a locked account, refresh tokens at once and access tokens as soon as all services have heard. */
export async function signOut(tx: Tx, user: User, data: Prisma.UserUpdateInput = {}): Promise<User> {
  await endOtherFamilies(tx, user.id, undefined);
  // Only now: a refresh that held its family until here has signed its access token before this instant.
  return changeAccount(tx, user, { ...data, signedOutAt: new Date() });
}

/** Ends all logins but one. */
export const endOtherFamilies = (tx: Tx, userId: string, keep: string | undefined) =>
  tx.tokenFamily.updateMany({
    where: { userId, revokedAt: null, ...(keep && { id: { not: keep } }) },
    data: { revokedAt: new Date() },
  });

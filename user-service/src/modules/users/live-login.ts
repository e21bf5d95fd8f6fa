import type { Caller } from '@ems/chassis/auth';
import { forbidden, notFound, unauthenticated } from '@ems/chassis/errors';
import type { User } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';

/**
 * For what must not wait until a token's end or the list of revocations is read again: asks the database whether the
 * caller's account and login still stand. @throws DomainError 401
 */
export async function requireLiveLogin(db: Db, caller: Caller): Promise<User> {
  const user = await db.user.findUnique({ where: { id: caller.userId } });
  if (user?.status !== 'active' || isSignedOut(user, caller)) throw unauthenticated();
  if (caller.sid !== undefined) {
    const live = await db.tokenFamily.count({ where: { id: caller.sid, userId: user.id, revokedAt: null } });
    if (live === 0) throw unauthenticated();
  }
  return user;
}

const isSignedOut = ({ signedOutAt }: User, { issuedAt }: Caller) =>
  signedOutAt !== null && issuedAt <= Math.floor(signedOutAt.getTime() / 1000);

/** The role that stands in the database now, not in a token of some minutes ago. @throws DomainError 401, 403 */
export async function requireAdmin(db: Db, caller: Caller): Promise<User> {
  const user = await requireLiveLogin(db, caller);
  if (user.role !== 'admin') throw forbidden();
  return user;
}

/** Others may not know whether there is such an account. @throws DomainError 401, 404 */
export async function requireSelfOrAdmin(db: Db, caller: Caller, userId: string): Promise<void> {
  if (caller.userId === userId) return;
  const user = await requireLiveLogin(db, caller);
  if (user.role !== 'admin') throw notFound('account');
}

/**
 * Access tokens live ten minutes, so who was signed out earlier need not be remembered.
 * @param account asks for this one alone
 */
export async function signedOutLately(db: Db, account?: string) {
  const rows = await db.user.findMany({
    where: { ...(account && { id: account }), signedOutAt: { gt: new Date(Date.now() - 15 * 60_000) } },
    select: { id: true, signedOutAt: true },
  });
  return rows.flatMap(({ id, signedOutAt }) => (signedOutAt ? [{ id, issuedBy: signedOutAt }] : []));
}

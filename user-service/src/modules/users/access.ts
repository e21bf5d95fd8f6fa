import type { Caller, Revoked } from '@ems/chassis/auth';
import { forbidden, notFound, unauthenticated } from '@ems/chassis/errors';
import type { User } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';

/**
 * For what cannot wait until a token expires or the revocation list is read again: asks the database whether the caller's
 * account is active and its login, or its personal access token, not revoked. @throws DomainError 401
 */
export async function requireActiveLogin(db: Db | Tx, caller: Caller): Promise<User> {
  const user = await db.user.findUnique({ where: { id: caller.userId } });
  if (user?.status !== 'active' || isSignedOut(user, caller)) throw unauthenticated();
  const which = { where: { id: caller.sid, userId: user.id, revokedAt: null } };
  const active = await (caller.grant ? db.personalAccessToken.count(which) : db.tokenFamily.count(which));
  if (active === 0) throw unauthenticated();
  return user;
}

const isSignedOut = ({ signedOutAt }: User, { issuedAt }: Caller) =>
  signedOutAt !== null && issuedAt <= Math.floor(signedOutAt.getTime() / 1000);

/** Goes by the role in the database now, not by that in a token of some minutes ago. @throws DomainError 401, 403 */
export async function requireAdmin(db: Db | Tx, caller: Caller): Promise<User> {
  const user = await requireActiveLogin(db, caller);
  if (user.role !== 'admin') throw forbidden();
  return user;
}

/** Others may not know whether there is such an account. @throws DomainError 401, 404 */
export async function requireSelfOrAdmin(db: Db | Tx, caller: Caller, userId: string): Promise<void> {
  if (caller.userId === userId) return;
  const user = await requireActiveLogin(db, caller);
  if (user.role !== 'admin') throw notFound('account');
}

/** Access tokens live ten minutes, so what ended earlier matters to none. */
const longestTokenMs = 15 * 60_000;

/**
 * Accounts that were signed out everywhere, and logins that have ended.
 * @param caller asks for this one alone, at once; an erased account may see its erasure until the whole list is read again
 */
export async function loadRevoked(db: Db, caller?: Caller): Promise<Revoked[]> {
  const recently = { gt: new Date(Date.now() - longestTokenMs) };
  const [users, logins, tokens] = await Promise.all([
    db.user.findMany({
      where: { ...(caller && { id: caller.userId, erasedAt: null }), signedOutAt: recently },
      select: { id: true, signedOutAt: true },
    }),
    db.tokenFamily.findMany({
      where: { ...(caller && { id: caller.sid }), revokedAt: recently },
      select: { id: true },
    }),
    db.personalAccessToken.findMany({
      where: { ...(caller && { id: caller.sid }), revokedAt: recently },
      select: { id: true },
    }),
  ]);
  return [
    ...users.flatMap(({ id, signedOutAt }) => (signedOutAt ? [{ id, issuedBy: signedOutAt }] : [])),
    ...[...logins, ...tokens].map(({ id }) => id),
  ];
}

import type { Caller, Revoked } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
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

interface RevokedRow {
  id: string;
  issuedBy: Date | null;
}

/**
 * Accounts that were signed out everywhere, and logins that have ended.
 * @param caller asks for this one alone, at once; an erased account may see its erasure until the whole list is read again
 */
export async function loadRevoked(db: Sql, caller?: Caller): Promise<Revoked[]> {
  const since = new Date(Date.now() - longestTokenMs);
  const rows = await (caller ? revokedOf(db, since, caller) : allRevoked(db, since));
  return rows.map(({ id, issuedBy }) => (issuedBy ? { id, issuedBy } : id));
}

const allRevoked = (db: Sql, since: Date) =>
  db.$queryRaw<RevokedRow[]>`
    SELECT id::text, signed_out_at AS "issuedBy" FROM users WHERE signed_out_at > ${since}
    UNION ALL SELECT id::text, NULL FROM token_families WHERE revoked_at > ${since}
    UNION ALL SELECT id::text, NULL FROM personal_access_tokens WHERE revoked_at > ${since}`;

const revokedOf = (db: Sql, since: Date, { userId, sid }: Caller) =>
  db.$queryRaw<RevokedRow[]>`
    SELECT id::text, signed_out_at AS "issuedBy" FROM users
    WHERE id = ${userId}::uuid AND erased_at IS NULL AND signed_out_at > ${since}
    UNION ALL SELECT id::text, NULL FROM token_families WHERE id = ${sid}::uuid AND revoked_at > ${since}
    UNION ALL SELECT id::text, NULL FROM personal_access_tokens WHERE id = ${sid}::uuid AND revoked_at > ${since}`;

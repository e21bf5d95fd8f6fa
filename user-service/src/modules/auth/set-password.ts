import { audit } from '@ems/chassis/audit';
import type { Change } from '@ems/chassis/http';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { enqueueMail } from '../mail';
import { isSamePasswordVersion } from '../passwords';
import type { Limits } from '../throttle';
import { endLogins, endPersonalTokens, lockUserForUpdate, signOutEverywhere, updateUser } from '../users';
import { cancelEmailChange } from './email-change';
import { invalidCredentials } from './login';
import { consumeOneTimeToken } from './one-time-tokens';
import { type Client, invalidToken } from './refresh';

/**
 * Sets the password of the caller, and ends all other logins and all personal access tokens.
 * @param verified the account as it was when its current password was compared
 * @throws DomainError 401 where the password was changed meanwhile
 */
export async function changePassword(
  tx: Tx,
  verified: User,
  passwordHash: string,
  { caller, client, now }: Pick<Change, 'caller' | 'now'> & { client: Client },
): Promise<void> {
  const user = await lockUserForUpdate(tx, caller.userId);
  if (!isSamePasswordVersion(user.passwordHash, verified.passwordHash)) throw invalidCredentials();
  await endLogins(tx, { userId: user.id, id: { not: caller.sid } }, now);
  await endPersonalTokens(tx, { userId: user.id }, now);
  await tx.oneTimeToken.deleteMany({ where: { userId: user.id, kind: 'reset_password' } });
  await cancelEmailChange(tx, user.id);
  await notify(tx, await updateUser(tx, user, { passwordHash, secretsEndedAt: new Date() }, now));
  await audit(tx, { action: 'password.changed', actor: user.id, subject: user.id, client });
}

/** Sets the password of a mailed token's owner, and ends all logins. @throws DomainError 401 */
export async function resetPassword(
  tx: Tx,
  limits: Limits,
  token: string,
  passwordHash: string,
  { client, now }: { client: Client; now: Date },
): Promise<void> {
  const user = await lockUserForUpdate(tx, await consumeOneTimeToken(tx, token, 'reset_password', now));
  if (user.status !== 'active') throw invalidToken();
  // Whoever knew the password until now may have asked for it.
  await cancelEmailChange(tx, user.id);
  const changed = await signOutEverywhere(tx, user, now, {
    passwordHash,
    emailVerified: true,
  });
  await limits.rememberDevice(tx, user, client.address);
  await limits.passwordReset(user.email);
  await notify(tx, changed);
  await audit(tx, { action: 'password.reset', actor: user.id, subject: user.id, client });
}

const notify = (tx: Tx, { id, version }: User) =>
  enqueueMail(tx, 'password_changed', id, `password_changed ${id} ${version}`);

import { DomainError, unauthenticated } from '@ems/chassis/errors';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { hashToken, type TokenPair, type Tokens } from './tokens';

/** A used token came again: whoever presents it, the family is no longer trusted. */
export class ReusedToken extends DomainError {
  constructor(readonly familyId: string) {
    super('unauthenticated', 'auth.token-reused', 'This refresh token was used before; log in again.');
  }
}

/**
 * Rotates a refresh token (RFC 9700, 4.14): one conditional UPDATE decides who uses it.
 * @throws ReusedToken for a used token; its family is then to be ended
 * @throws DomainError 401 for a token that is unknown, expired or of an ended family
 */
export async function refresh(tx: Tx, tokens: Tokens, refreshToken: string): Promise<{ user: User; pair: TokenPair }> {
  const hash = hashToken(refreshToken);
  const now = new Date();
  const used = await tx.refreshToken.updateMany({ where: { hash, usedAt: null }, data: { usedAt: now } });
  const token = await tx.refreshToken.findUnique({ where: { hash }, include: { family: { include: { user: true } } } });
  if (!token || token.family.revokedAt || token.expiresAt < now) throw invalidToken();
  if (used.count === 0) throw new ReusedToken(token.familyId);
  const { family } = token;
  if (family.user.status !== 'active') throw invalidToken();
  await tx.tokenFamily.update({ where: { id: family.id }, data: { lastUsedAt: now } });
  return { user: family.user, pair: await tokens.next(tx, family.user, family) };
}

export const invalidToken = () => unauthenticated('This refresh token is not valid.', 'auth.invalid-token');

export const endFamily = (tx: Tx, id: string) =>
  tx.tokenFamily.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });

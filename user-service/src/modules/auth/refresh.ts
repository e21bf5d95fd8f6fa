import { audit } from '@ems/chassis/audit';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { endLogins } from '../users';
import { hashToken, randomToken, successorOf, type TokenPair, type Tokens } from './tokens';

/** How long the client that used a token may ask for the same successor again: docs/decisions/0010-refresh-token-rotation.md */
const graceMs = 10_000;

/** A used token was presented again: whoever does it, the family is no longer trusted. */
export class ReusedTokenError extends Error {
  constructor(readonly family: { id: string; userId: string }) {
    super('a used refresh token was presented again');
    this.name = 'ReusedTokenError';
  }
}

export interface Client {
  address: string;
  agent: string;
}

export const invalidToken = () => problem('auth.invalid-token', 'This token is not valid.');

/**
 * Rotates a refresh token (RFC 9700, 4.14): one conditional UPDATE decides who uses it. The client that did, which may
 * have lost the reply, gets the same successor again within the grace, as long as that was not used.
 * @throws ReusedTokenError for a used token otherwise; its family is then to be revoked
 * @throws DomainError 401 for a token that is unknown, expired or of a revoked family
 */
export async function rotateRefreshToken(
  tx: Tx,
  tokens: Tokens,
  refreshToken: string,
  { client, now }: { client: Client; now: Date },
): Promise<{ user: User; pair: TokenPair }> {
  const hash = hashToken(refreshToken);
  // By the token, which is not stored: who used it could be guessed from any other hash.
  const usedBy = successorOf(refreshToken, `${client.address} ${client.agent}`);
  await tx.$queryRaw`
    SELECT 1 FROM token_families f JOIN refresh_tokens t ON t.family_id = f.id WHERE t.hash = ${hash} FOR UPDATE OF f`;
  const used = await tx.refreshToken.updateMany({
    where: { hash, usedAt: null },
    data: { usedAt: now, usedBy, successorSalt: randomToken() },
  });
  const token = await tx.refreshToken.findUnique({ where: { hash }, include: { family: { include: { user: true } } } });
  if (!token || token.family.revokedAt || token.expiresAt < now || token.family.user.status !== 'active') {
    throw invalidToken();
  }
  const { family, usedAt, successorSalt } = token;
  const reused = new ReusedTokenError(family);
  if (!usedAt || !successorSalt) throw reused;
  const successor = successorOf(refreshToken, successorSalt);
  if (used.count === 1) {
    await tx.tokenFamily.update({ where: { id: family.id }, data: { lastUsedAt: now } });
    return { user: family.user, pair: await tokens.addToFamily(tx, family.user, family, successor, now) };
  }
  if (token.usedBy !== usedBy || now.getTime() - usedAt.getTime() > graceMs) throw reused;
  const unused = await tx.refreshToken.count({ where: { hash: hashToken(successor), usedAt: null } });
  if (unused === 0) throw reused;
  return { user: family.user, pair: tokens.pairOf(family.user, family, successor) };
}

/** Revokes the family of a token that was presented again, and writes it to the audit log. */
export async function revokeReused(
  tx: Tx,
  { family }: ReusedTokenError,
  { client, now }: { client: Client; now: Date },
): Promise<void> {
  if ((await endLogins(tx, { id: family.id }, now)) > 0)
    await audit(tx, { action: 'refresh-token.reused', subject: family.userId, facts: { login: family.id }, client });
}

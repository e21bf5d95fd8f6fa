import { audit } from '@ems/chassis/audit';
import { DomainError, unauthenticated } from '@ems/chassis/errors';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { hashToken, randomToken, successorOf, type TokenPair, type Tokens } from './tokens';

/** How long the client that used a token may ask for the same successor again; decision 20. */
const graceMs = 10_000;

/** A used token came again: whoever presents it, the family is no longer trusted. */
export class ReusedToken extends DomainError {
  constructor(readonly family: { id: string; userId: string }) {
    super('unauthenticated', 'auth.token-reused', 'This refresh token was used before; log in again.');
  }
}

export interface Client {
  address: string;
  agent: string;
}

/**
 * Rotates a refresh token (RFC 9700, 4.14): one conditional UPDATE decides who uses it. Its user alone, who may have lost
 * the reply, gets the same successor again within the grace, as long as that was not used.
 * @throws ReusedToken for a used token otherwise; its family is then to be ended
 * @throws DomainError 401 for a token that is unknown, expired or of an ended family
 */
export async function refresh(
  tx: Tx,
  tokens: Tokens,
  refreshToken: string,
  client: Client,
): Promise<{ user: User; pair: TokenPair }> {
  const hash = hashToken(refreshToken);
  const usedBy = hashToken(`${hash} ${client.address} ${client.agent}`);
  await tx.$queryRaw`
    SELECT 1 FROM token_families f JOIN refresh_tokens t ON t.family_id = f.id WHERE t.hash = ${hash} FOR UPDATE OF f`;
  const now = new Date();
  const used = await tx.refreshToken.updateMany({
    where: { hash, usedAt: null },
    data: { usedAt: now, usedBy, successorSalt: randomToken() },
  });
  const token = await tx.refreshToken.findUnique({ where: { hash }, include: { family: { include: { user: true } } } });
  if (!token || token.family.revokedAt || token.expiresAt < now || token.family.user.status !== 'active') {
    throw invalidToken();
  }
  const { family, usedAt, successorSalt } = token;
  const reused = new ReusedToken(family);
  if (!usedAt || !successorSalt) throw reused;
  const successor = successorOf(refreshToken, successorSalt);
  if (used.count === 1) {
    await tx.tokenFamily.update({ where: { id: family.id }, data: { lastUsedAt: now } });
    return { user: family.user, pair: await tokens.next(tx, family.user, family, successor) };
  }
  if (token.usedBy !== usedBy || now.getTime() - usedAt.getTime() > graceMs) throw reused;
  const unused = await tx.refreshToken.count({ where: { hash: hashToken(successor), usedAt: null } });
  if (unused === 0) throw reused;
  return { user: family.user, pair: tokens.pairOf(family.user, family, successor) };
}

export const invalidToken = () => unauthenticated('This token is not valid.', 'auth.invalid-token');

/** Ends the family of a token that came again, and puts it on record. */
export async function endReused(tx: Tx, { family }: ReusedToken, client: Client): Promise<void> {
  const { count } = await endFamily(tx, family.id);
  if (count === 1)
    await audit(tx, { action: 'refresh-token.reused', subject: family.userId, facts: { login: family.id }, client });
}

export const endFamily = (tx: Tx, id: string) =>
  tx.tokenFamily.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });

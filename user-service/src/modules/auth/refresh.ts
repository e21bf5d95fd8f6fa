import { audit } from '@ems/chassis/audit';
import { type SqlTransaction, statement } from '@ems/chassis/database';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { endLogins } from '../users';
import { lockToken } from './lock-token';
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
 * Rotates a refresh token (RFC 9700, 4.14): its family's lock, and then one conditional UPDATE, decide who uses it. The client
 * that did, which may have lost the reply, gets the same successor again within the grace, as long as that was not used.
 * @throws ReusedTokenError for a used token otherwise; its family is then to be revoked
 * @throws DomainError 401 for a token that is unknown, expired or of a revoked family
 */
export async function rotateRefreshToken(
  sql: SqlTransaction,
  tokens: Tokens,
  refreshToken: string,
  { client, now }: { client: Client; now: Date },
): Promise<{ user: User; pair: TokenPair }> {
  const hash = hashToken(refreshToken);
  // By the token, which is not stored: who used it could be guessed from any other hash.
  const usedBy = successorOf(refreshToken, `${client.address} ${client.agent}`);
  const token = await lockToken(sql, hash);
  if (!token || token.family.revokedAt || token.expiresAt < now || token.user.status !== 'active') throw invalidToken();
  const { family, user } = token;
  if (token.usedAt === null) {
    const salt = randomToken();
    const successor = successorOf(refreshToken, salt);
    // Signed while the family is locked.
    const pair = tokens.pairOf(user, family, successor);
    await useToken(sql, { hash, usedBy, salt, successor, expiresAt: tokens.expiryIn(family, now), now });
    return { user, pair };
  }
  const reused = new ReusedTokenError(family);
  if (!token.successorSalt || token.usedBy !== usedBy || now.getTime() - token.usedAt.getTime() > graceMs) throw reused;
  const successor = successorOf(refreshToken, token.successorSalt);
  const [unused] = await sql.$queryRaw<object[]>`
    SELECT 1 AS one FROM refresh_tokens WHERE hash = ${hashToken(successor)} AND used_at IS NULL`;
  if (!unused) throw reused;
  return { user, pair: tokens.pairOf(user, family, successor) };
}

interface Rotation {
  hash: string;
  usedBy: string;
  salt: string;
  successor: string;
  expiresAt: Date;
  now: Date;
}

/** Uses a token of a locked family and adds its successor, or neither, in one statement. */
async function useToken(
  sql: SqlTransaction,
  { hash, usedBy, salt, successor, expiresAt, now }: Rotation,
): Promise<void> {
  await sql.finish(statement`
    WITH used AS (
      UPDATE refresh_tokens SET used_at = ${now}, used_by = ${usedBy}, successor_salt = ${salt}
      WHERE hash = ${hash} AND used_at IS NULL RETURNING family_id),
    seen AS (
      UPDATE token_families SET last_used_at = ${now} FROM used WHERE id = family_id)
    INSERT INTO refresh_tokens (hash, family_id, expires_at)
    SELECT ${hashToken(successor)}, family_id, ${expiresAt} FROM used`);
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

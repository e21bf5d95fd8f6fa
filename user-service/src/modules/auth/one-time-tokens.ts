import type { TokenKind } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { invalidToken } from './refresh';
import { hashToken, randomToken } from './tokens';

const minute = 60_000;
const lifetimeMs: Record<TokenKind, number> = { reset_password: 30 * minute, verify_email: 24 * 60 * minute };

/** Makes a token that takes the place of an earlier one of its kind. @returns what the mail shall carry */
export async function issueToken(tx: Tx, userId: string, kind: TokenKind): Promise<string> {
  const token = randomToken();
  const data = { hash: hashToken(token), expiresAt: new Date(Date.now() + lifetimeMs[kind]) };
  await tx.oneTimeToken.upsert({
    where: { userId_kind: { userId, kind } },
    create: { userId, kind, ...data },
    update: data,
  });
  return token;
}

/** Whose token it is; asks without using it up. @throws DomainError 401 for one that is unknown, used or expired */
export async function ownerOf(db: Db | Tx, token: string, kind: TokenKind): Promise<string> {
  const found = await db.oneTimeToken.findFirst({
    where: { hash: hashToken(token), kind, expiresAt: { gt: new Date() } },
  });
  if (!found) throw invalidToken();
  return found.userId;
}

/** Of any number of uses at once, one gets through. @throws DomainError 401 as {@link ownerOf} */
export async function useToken(tx: Tx, token: string, kind: TokenKind): Promise<string> {
  const userId = await ownerOf(tx, token, kind);
  const { count } = await tx.oneTimeToken.deleteMany({ where: { hash: hashToken(token), kind } });
  if (count === 0) throw invalidToken();
  return userId;
}

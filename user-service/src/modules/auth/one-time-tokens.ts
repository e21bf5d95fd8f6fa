import type { TokenKind } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { invalidToken } from './refresh';
import { hashToken, randomToken } from './tokens';

const minute = 60_000;
const lifetimeMs: Record<TokenKind, number> = { reset_password: 30 * minute, verify_email: 24 * 60 * minute };

/** Issues a token that replaces an earlier one of its kind. @returns what the mail carries */
export async function issueOneTimeToken(tx: Tx, userId: string, kind: TokenKind, now: Date): Promise<string> {
  const token = randomToken();
  const data = { hash: hashToken(token), expiresAt: new Date(now.getTime() + lifetimeMs[kind]) };
  await tx.oneTimeToken.upsert({
    where: { userId_kind: { userId, kind } },
    create: { userId, kind, ...data },
    update: data,
  });
  return token;
}

/** @returns whose token it is, without using it up @throws DomainError 401 for one that is unknown, used or expired */
export async function ownerOf(db: Db | Tx, token: string, kind: TokenKind, now: Date): Promise<string> {
  const found = await db.oneTimeToken.findFirst({ where: { hash: hashToken(token), kind, expiresAt: { gt: now } } });
  if (!found) throw invalidToken();
  return found.userId;
}

/** Uses a token up; of any number of uses at once, one succeeds. @throws DomainError 401 as {@link ownerOf} */
export async function consumeOneTimeToken(tx: Tx, token: string, kind: TokenKind, now: Date): Promise<string> {
  const userId = await ownerOf(tx, token, kind, now);
  const { count } = await tx.oneTimeToken.deleteMany({ where: { hash: hashToken(token), kind } });
  if (count === 0) throw invalidToken();
  return userId;
}

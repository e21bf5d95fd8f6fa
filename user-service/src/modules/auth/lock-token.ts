import { allInOrder, fromJson, type SqlTransaction } from '@ems/chassis/database';
import type { RefreshToken, TokenFamily, User } from '../../generated/prisma/client';

type Json = Record<string, unknown>;

type Loaded = Pick<RefreshToken, 'expiresAt' | 'usedAt' | 'usedBy' | 'successorSalt'> & { family: Json; user: Json };

/** A refresh token with its login and the account that logged in. */
type LockedToken = Omit<Loaded, 'family' | 'user'> & { family: TokenFamily; user: User };

/** Locks the family of a refresh token, so that all uses and the end of one login follow one another, and reads all three. */
export async function lockToken(sql: SqlTransaction, hash: string): Promise<LockedToken | undefined> {
  const [, [token]] = await allInOrder([
    sql.$queryRaw`
      SELECT 1 FROM token_families WHERE id = (SELECT family_id FROM refresh_tokens WHERE hash = ${hash}) FOR UPDATE`,
    sql.$queryRaw<Loaded[]>`
      SELECT t.expires_at AS "expiresAt", t.used_at AS "usedAt", t.used_by AS "usedBy", t.successor_salt AS "successorSalt",
        to_jsonb(f) AS family, to_jsonb(u) AS user
      FROM refresh_tokens t JOIN token_families f ON f.id = t.family_id JOIN users u ON u.id = f.user_id
      WHERE t.hash = ${hash}`,
  ]);
  return token && { ...token, family: fromJson(token.family), user: fromJson(token.user) };
}

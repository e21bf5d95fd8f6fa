import { createHash, randomBytes } from 'node:crypto';
import { accessTokenAudience } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { sign } from 'jsonwebtoken';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import type { Keys } from '../keys';

const accessSeconds = 600;
const day = 86_400_000;
const slidingMs = 30 * day;
const absoluteMs = 90 * day;

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  tokenType: 'Bearer';
  /** Lifetime of the access token in seconds. */
  expiresIn: number;
}

export interface Tokens {
  /** Starts a family: one login on one device. */
  startFamily(tx: Tx, user: User, agent: string): Promise<TokenPair>;
  /** Adds the next refresh token to a family. */
  next(tx: Tx, user: User, family: { id: string; endsAt: Date }): Promise<TokenPair>;
}

/** Only the hash is stored: a copy of the database opens no account. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

export function createTokens(issuer: string, keys: Keys): Tokens {
  const next: Tokens['next'] = async (tx, user, family) => {
    const refreshToken = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Math.min(Date.now() + slidingMs, family.endsAt.getTime()));
    await tx.refreshToken.create({ data: { hash: hashToken(refreshToken), familyId: family.id, expiresAt } });
    const accessToken = sign({ role: user.role }, keys.signing.privateKey, {
      algorithm: 'ES256',
      keyid: keys.signing.kid,
      header: { alg: 'ES256', typ: 'at+jwt' },
      issuer,
      audience: accessTokenAudience,
      subject: user.id,
      jwtid: newId(),
      expiresIn: accessSeconds,
    });
    return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: accessSeconds };
  };
  return {
    next,
    async startFamily(tx, user, agent) {
      const family = await tx.tokenFamily.create({
        data: { id: newId(), userId: user.id, agent, endsAt: new Date(Date.now() + absoluteMs) },
      });
      return next(tx, user, family);
    },
  };
}

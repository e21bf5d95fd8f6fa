import { createHash, createHmac, randomBytes } from 'node:crypto';
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

interface Family {
  id: string;
  endsAt: Date;
}

export interface Tokens {
  /** Starts a family: one login on one device. */
  startFamily(tx: Tx, user: User, agent: string): Promise<TokenPair>;
  /** Adds the next refresh token to a family. */
  next(tx: Tx, user: User, family: Family, refreshToken: string): Promise<TokenPair>;
  /** The pair of a refresh token that the family has already. */
  pairOf(user: User, family: Family, refreshToken: string): TokenPair;
}

/** Only the hash is stored: a copy of the database opens no account. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

export const randomToken = () => randomBytes(32).toString('base64url');

/** The token that follows another: neither its holder nor the database, which keeps the salt, can make it alone. */
export const successorOf = (token: string, salt: string) =>
  createHmac('sha256', token).update(salt).digest('base64url');

export function createTokens(issuer: string, keys: Keys): Tokens {
  const pairOf: Tokens['pairOf'] = (user, family, refreshToken) => {
    const now = Math.floor(Date.now() / 1000);
    // What was issued in the second of the sign-out does not count, so what follows it is of the next.
    const iat = user.signedOutAt ? Math.max(now, Math.floor(user.signedOutAt.getTime() / 1000) + 1) : now;
    const { kid, privateKey } = keys.signing;
    const accessToken = sign({ role: user.role, sid: family.id, iat }, privateKey, {
      algorithm: 'ES256',
      keyid: kid,
      header: { alg: 'ES256', typ: 'at+jwt' },
      issuer,
      audience: accessTokenAudience,
      subject: user.id,
      jwtid: newId(),
      expiresIn: accessSeconds,
    });
    return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: accessSeconds };
  };
  const next: Tokens['next'] = async (tx, user, family, refreshToken) => {
    const expiresAt = new Date(Math.min(Date.now() + slidingMs, family.endsAt.getTime()));
    await tx.refreshToken.create({ data: { hash: hashToken(refreshToken), familyId: family.id, expiresAt } });
    return pairOf(user, family, refreshToken);
  };
  return {
    pairOf,
    next,
    async startFamily(tx, user, agent) {
      const family = await tx.tokenFamily.create({
        data: { id: newId(), userId: user.id, agent, endsAt: new Date(Date.now() + absoluteMs) },
      });
      return next(tx, user, family, randomToken());
    },
  };
}

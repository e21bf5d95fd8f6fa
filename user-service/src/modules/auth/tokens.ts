import { createHash, createHmac, randomBytes } from 'node:crypto';
import { accessTokenAudience } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { sign } from 'jsonwebtoken';
import type { PersonalAccessToken, User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import type { Keys } from '../keys';

const accessSeconds = 600;
/** Of what the gateway gets for a personal access token, for one request. */
const exchangedSeconds = 60;
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
  startFamily(tx: Tx, user: User, agent: string, now: Date): Promise<TokenPair>;
  /** Until when the next refresh token of a family is good: for 30 days, and no longer than the family, which ends after 90. */
  expiryIn(family: Family, now: Date): Date;
  /** A new access token beside a refresh token that the family has already. */
  pairOf(user: User, family: Family, refreshToken: string): TokenPair;
  /** The access token for a personal one: no longer valid than that, and without the owner's role unless that has the scope for it. */
  exchanged(user: User, token: PersonalAccessToken, now: Date): string;
}

/** Only the hash is stored: a copy of the database gives access to no account. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

export const randomToken = () => randomBytes(32).toString('base64url');

/** The token that follows another: neither its holder nor the database, which stores the salt, can derive it alone. */
export const successorOf = (token: string, salt: string) =>
  createHmac('sha256', token).update(salt).digest('base64url');

export function createTokens(issuer: string, keys: Keys): Tokens {
  const signFor = (user: User, claims: object, expiresIn: number): string => {
    // Signed under the family's lock, so a later sign-out has a later instant; a request's own time may be before both.
    const now = Math.floor(Date.now() / 1000);
    // What was issued in the second of the sign-out does not count, so what follows it is of the next.
    const iat = user.signedOutAt ? Math.max(now, Math.floor(user.signedOutAt.getTime() / 1000) + 1) : now;
    const { kid, privateKey } = keys.signing;
    return sign({ ...claims, iat }, privateKey, {
      algorithm: 'ES256',
      keyid: kid,
      header: { alg: 'ES256', typ: 'at+jwt' },
      issuer,
      audience: accessTokenAudience,
      subject: user.id,
      jwtid: newId(),
      expiresIn,
    });
  };
  const pairOf: Tokens['pairOf'] = (user, family, refreshToken) => {
    const accessToken = signFor(user, { role: user.role, sid: family.id }, accessSeconds);
    return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: accessSeconds };
  };
  const expiryIn: Tokens['expiryIn'] = (family, now) =>
    new Date(Math.min(now.getTime() + slidingMs, family.endsAt.getTime()));
  return {
    pairOf,
    expiryIn,
    exchanged(user, { id, scopes, eventIds, expiresAt }, now) {
      const role = scopes.includes('admin') ? user.role : 'member';
      const limits = { scope: scopes.join(' '), ...(eventIds.length > 0 && { eventIds }) };
      const leftSeconds = expiresAt ? Math.ceil((expiresAt.getTime() - now.getTime()) / 1000) : exchangedSeconds;
      return signFor(user, { role, sid: id, ...limits }, Math.min(exchangedSeconds, leftSeconds));
    },
    async startFamily(tx, user, agent, now) {
      const family = await tx.tokenFamily.create({
        data: { id: newId(), userId: user.id, agent, endsAt: new Date(now.getTime() + absoluteMs) },
      });
      const refreshToken = randomToken();
      const expiresAt = expiryIn(family, now);
      await tx.refreshToken.create({ data: { hash: hashToken(refreshToken), familyId: family.id, expiresAt } });
      return pairOf(user, family, refreshToken);
    },
  };
}

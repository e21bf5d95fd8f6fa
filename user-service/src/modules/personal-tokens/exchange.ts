import { transportError } from '@ems/chassis/errors';
import type { InnerHandler } from '@ems/chassis/http';
import type { PersonalAccessToken } from '../../generated/prisma/client';
import type { Db, UserDatabase } from '../../shared/database';
import { hashToken, type Tokens } from '../auth';
import type { Limits } from '../throttle';
import { isWellFormed } from './secret';

interface Dependencies {
  database: UserDatabase;
  tokens: Tokens;
  limits: Limits;
}

/** How often its owner is told when a token was last used. */
const useIntervalMs = 60_000;

/** RFC 6750, 3.1: the gateway's own 401 has this detail. @param detail without quotes */
const refused = (detail: string) =>
  transportError('unauthenticated', 'unauthenticated', detail, {
    headers: { 'WWW-Authenticate': `Bearer realm="ems", error="invalid_token", error_description="${detail}"` },
  });

/** @throws DomainError 401; 429 for one address that goes on to show what is no token: no honest one waits for it */
async function exchange({ database, tokens, limits }: Dependencies, secret: string, address: string, now: Date) {
  if (!isWellFormed(secret)) throw refused('The checksum of this access token is wrong: it is mistyped or cut off.');
  const token = await database.client.personalAccessToken.findUnique({
    where: { hash: hashToken(secret) },
    include: { user: true },
  });
  const isValid = token && !token.revokedAt && !(token.expiresAt && token.expiresAt <= now);
  if (!isValid || token.user.status !== 'active') {
    await limits.personalToken(address);
    throw refused('This access token is unknown, expired or deleted.');
  }
  await noteUse(database.client, token, now);
  return tokens.exchanged(token.user, token, now);
}

async function noteUse(db: Db, { id, lastUsedAt }: PersonalAccessToken, now: Date): Promise<void> {
  const before = new Date(now.getTime() - useIntervalMs);
  if (lastUsedAt && lastUsedAt > before) return;
  await db.personalAccessToken.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: before } }] },
    data: { lastUsedAt: now },
  });
}

/**
 * Exchanges a personal access token for a JWT that is good for a minute, in the header `Access-Token` (as RFC 8693 does in a body).
 * For the gateway, which asks with each request that brings one; the JWT never leaves the system.
 */
export const tokenExchange =
  (dependencies: Dependencies): InnerHandler =>
  async (request, response) => {
    const secret = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
    const accessToken = await exchange(dependencies, secret, request.ip ?? '', new Date());
    response.set({ 'Access-Token': accessToken, 'Cache-Control': 'no-store' }).status(204).end();
  };

import type { KeyObject } from 'node:crypto';
import { decode, verify } from 'jsonwebtoken';
import { z } from 'zod';
import { unauthenticated } from '../errors';
import type { Caller, Grant } from './caller';
import type { KeySource } from './remote-keys';
import { createVerifiedTokens, type VerifiedToken } from './verified-tokens';

const claimsSchema = z.object({
  sub: z.uuid(),
  role: z.enum(['member', 'admin']),
  iat: z.number(),
  exp: z.number(),
  jti: z.string(),
  sid: z.uuid(),
  scope: z.string().optional(),
  eventIds: z.array(z.uuid()).min(1).optional(),
});

/** A limit of whatever kind makes it a grant: one without scopes allows nothing. */
const grantOf = ({ scope, eventIds }: z.infer<typeof claimsSchema>): Grant | undefined =>
  scope === undefined && eventIds === undefined ? undefined : { scopes: scope?.split(' ') ?? [], eventIds };

export const accessTokenAudience = 'ems';
const clockToleranceSeconds = 30;
const maxTokenLength = 4_096;

/**
 * Verifies `Authorization: Bearer` access tokens: ES256 only, `typ: at+jwt`, issuer, audience, expiry (RFC 8725, RFC 9068). What
 * it has verified it remembers until it expires; whether the key still counts, and the token is not revoked, it asks each time.
 * @throws DomainError 401 for any token that does not hold; 503 when no key can be had
 */
export function createAuthenticator(
  issuer: string,
  keys: KeySource,
  isRevoked: (caller: Caller) => boolean = () => false,
) {
  const verifiedTokens = createVerifiedTokens();
  const requireVerified = async (token: string): Promise<Caller> => {
    const known = verifiedTokens.get(token);
    if (known && (await keys(known.kid)) === known.key) return known.caller;
    const verified = await verifyToken(token, issuer, keys);
    verifiedTokens.add(token, verified);
    return verified.caller;
  };
  return async (header: string): Promise<Caller> => {
    if (header.length > 'Bearer '.length + maxTokenLength) throw unauthenticated();
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1];
    if (!token) throw unauthenticated();
    const caller = await requireVerified(token);
    if (isRevoked(caller)) throw unauthenticated();
    return caller;
  };
}

/** @throws DomainError 401, 503 */
async function verifyToken(token: string, issuer: string, keys: KeySource): Promise<VerifiedToken> {
  const head = decode(token, { complete: true })?.header;
  if (head?.alg !== 'ES256' || head.typ !== 'at+jwt' || !head.kid || 'crit' in head) throw unauthenticated();
  const key = await keys(head.kid);
  if (!key) throw unauthenticated();
  const claims = claimsSchema.safeParse(verifySignature(token, key, issuer));
  // One from the future is of a clock, or a signer, that is not to be trusted.
  if (!claims.success || claims.data.iat > Date.now() / 1000 + clockToleranceSeconds) throw unauthenticated();
  const { sub: userId, role, iat: issuedAt, exp, sid } = claims.data;
  return {
    caller: { userId, role, issuedAt, sid, grant: grantOf(claims.data) },
    key,
    kid: head.kid,
    expiresAt: (exp + clockToleranceSeconds) * 1000,
  };
}

function verifySignature(token: string, key: KeyObject, issuer: string): unknown {
  try {
    return verify(token, key, {
      algorithms: ['ES256'],
      issuer,
      audience: accessTokenAudience,
      clockTolerance: clockToleranceSeconds,
    });
  } catch {
    throw unauthenticated();
  }
}

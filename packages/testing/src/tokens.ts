import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { accessTokenAudience, type KeySource } from '@ems/chassis/auth';
import { sign } from 'jsonwebtoken';

export interface TestTokens {
  keys: KeySource;
  /** The same as a JWK Set. */
  jwks: object;
  /** A valid access token; `claims` override single ones, to make it invalid. */
  tokenFor(userId: string, role?: 'member' | 'admin', claims?: object): string;
}

/** An issuer of its own, trusted by a service that is started with its `keys`. */
export function createTestTokens(issuer = 'ems'): TestTokens {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyid = randomUUID();
  return {
    keys: async kid => (kid === keyid ? publicKey : undefined),
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyid, use: 'sig', alg: 'ES256' }] },
    tokenFor: (userId, role = 'member', claims = {}) =>
      sign(
        {
          sub: userId,
          role,
          iss: issuer,
          aud: accessTokenAudience,
          sid: randomUUID(),
          jti: randomUUID(),
          exp: Math.floor(Date.now() / 1000) + 600,
          ...claims,
        },
        privateKey,
        {
          algorithm: 'ES256',
          keyid,
          header: { alg: 'ES256', typ: 'at+jwt' },
        },
      ),
  };
}

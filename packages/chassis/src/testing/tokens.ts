import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { sign } from 'jsonwebtoken';
import { accessTokenAudience, type KeySource } from '../auth';

export interface TestTokens {
  keys: KeySource;
  /** A valid access token; `claims` override single ones, to make it invalid. */
  tokenFor(userId: string, role?: 'member' | 'admin', claims?: object): string;
}

/** An issuer of its own, trusted by a service that is started with its `keys`. */
export function createTestTokens(issuer = 'ems'): TestTokens {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyid = randomUUID();
  return {
    keys: async kid => (kid === keyid ? publicKey : undefined),
    tokenFor: (userId, role = 'member', claims = {}) =>
      sign(
        {
          sub: userId,
          role,
          iss: issuer,
          aud: accessTokenAudience,
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

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Keys {
  /** The newest key; it signs. */
  signing: { kid: string; privateKey: KeyObject };
  /** Public keys of all, newest first, as a JWK Set (RFC 7517). */
  jwks: { keys: object[] };
  find(kid: string): Promise<KeyObject | undefined>;
}

/**
 * Reads the ES256 keys of a folder, `<kid>.pem` each.
 * @throws Error when there is none in production, where keys come from outside, or when others than the owner may read one
 */
export function loadKeys(folder: string, nodeEnv: string): Keys {
  const files = keyFiles(folder);
  if (files.length === 0) {
    if (nodeEnv === 'production') throw new Error(`KEYS_DIR holds no signing key (<kid>.pem)`);
    files.push(makeKey(folder));
  }
  const keys = files.map(({ kid, path }) => {
    if (statSync(path).mode & 0o077)
      throw new Error(`The signing key ${kid} may be read by others than its owner; chmod 600 it`);
    const privateKey = createPrivateKey(readFileSync(path));
    return { kid, privateKey, publicKey: createPublicKey(privateKey) };
  });
  const [signing] = keys;
  if (!signing) throw new Error('there is no signing key');
  const byKid = new Map(keys.map(key => [key.kid, key.publicKey]));
  return {
    signing,
    jwks: {
      keys: keys.map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        use: 'sig',
        alg: 'ES256',
      })),
    },
    find: async kid => byKid.get(kid),
  };
}

function keyFiles(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readdirSync(folder)
    .filter(name => name.endsWith('.pem'))
    .map(name => ({ kid: name.slice(0, -'.pem'.length), path: join(folder, name) }))
    .toSorted((a, b) => statSync(b.path).mtimeMs - statSync(a.path).mtimeMs);
}

function makeKey(folder: string) {
  const kid = randomBytes(12).toString('base64url');
  const path = join(folder, `${kid}.pem`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return { kid, path };
}

import type { KeyObject } from 'node:crypto';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { createKey, type Key, keyFiles, readKey, retiresAt } from './key-files';

export interface Keys {
  /** The key that signs now. */
  readonly signing: { kid: string; privateKey: KeyObject };
  /** Public keys of all that may have signed an unexpired token, or will sign soon, as a JWK Set (RFC 7517). */
  jwks(): { keys: object[] };
  find(kid: string): Promise<KeyObject | undefined>;
  /** Reads the folder again each second: docs/decisions/0013-signing-key-rotation.md */
  component: Component;
}

const rereadMs = 1_000;

/**
 * Reads the ES256 keys of a folder, and follows its changes. While it cannot be read, the keys read before stay.
 * @throws Error when there is none in production, where keys come from outside, or when others than their owner may read one
 */
export function loadKeys(folder: string, nodeEnv: string, logger: Logger): Keys {
  if (keyFiles(folder).length === 0) {
    if (nodeEnv === 'production') throw new Error(`KEYS_DIR holds no signing key (<kid>.pem)`);
    createKey(folder, Date.now());
  }
  let listing = '';
  let keys: Key[] = [];
  const reread = () => {
    const files = keyFiles(folder);
    const current = JSON.stringify(files);
    if (current === listing || files.length === 0) return;
    const known = new Map(keys.map(key => [key.kid, key]));
    keys = files.map(file => ({ ...(known.get(file.kid) ?? readKey(file)), signsFrom: file.signsFrom }));
    listing = current;
  };
  reread();
  const valid = () => keys.filter((_, index) => retiresAt(keys, index) > Date.now());
  return {
    get signing() {
      const signing = keys.findLast(key => key.signsFrom <= Date.now()) ?? keys[0];
      if (!signing) throw new Error('there is no signing key');
      return signing;
    },
    jwks: () => ({
      keys: valid().map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        use: 'sig',
        alg: 'ES256',
      })),
    }),
    find: async kid => valid().find(key => key.kid === kid)?.publicKey,
    component: every({ name: 'signing keys', intervalMs: rereadMs, logger, run: reread }),
  };
}

import type { KeyObject } from 'node:crypto';
import type { Part } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { type Key, type KeyFile, keyFiles, makeKey, readKey } from './key-files';

export interface Keys {
  /** The key that signs now. */
  readonly signing: { kid: string; privateKey: KeyObject };
  /** Public keys of all that may have signed a token which still lives, or will sign soon, as a JWK Set (RFC 7517). */
  jwks(): { keys: object[] };
  find(kid: string): Promise<KeyObject | undefined>;
  /** Looks each second for keys that came or went; decision 23. */
  part: Part;
}

const lookMs = 1_000;
/** An access token's ten minutes, the tolerance of clocks, and some. */
export const verifiesAfterMs = 11 * 60_000;

/** When a key's last token has ended: some time after the next one took over. */
export const retiresAt = (files: readonly KeyFile[], index: number): number =>
  (files[index + 1]?.signsFrom ?? Number.POSITIVE_INFINITY) + verifiesAfterMs;

/**
 * Reads the ES256 keys of a folder, and follows it.
 * @throws Error when there is none in production, where keys come from outside, or when others than the owner may read one
 */
export function loadKeys(folder: string, nodeEnv: string, logger?: Logger): Keys {
  if (keyFiles(folder).length === 0) {
    if (nodeEnv === 'production') throw new Error(`KEYS_DIR holds no signing key (<kid>.pem)`);
    makeKey(folder, Date.now());
  }
  let seen = '';
  let keys: Key[] = [];
  const look = () => {
    const files = keyFiles(folder);
    const now = JSON.stringify(files);
    if (now === seen || files.length === 0) return;
    const known = new Map(keys.map(key => [key.kid, key]));
    keys = files.map(file => ({ ...(known.get(file.kid) ?? readKey(file)), signsFrom: file.signsFrom }));
    seen = now;
  };
  look();
  const live = () => keys.filter((_, index) => retiresAt(keys, index) > Date.now());
  let timer: NodeJS.Timeout | undefined;
  return {
    get signing() {
      const signing = keys.findLast(key => key.signsFrom <= Date.now()) ?? keys[0];
      if (!signing) throw new Error('there is no signing key');
      return signing;
    },
    jwks: () => ({
      keys: live().map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        use: 'sig',
        alg: 'ES256',
      })),
    }),
    find: async kid => live().find(key => key.kid === kid)?.publicKey,
    part: {
      name: 'keys',
      start() {
        let isLost = false;
        timer = setInterval(() => {
          try {
            look();
            isLost = false;
          } catch (error) {
            if (!isLost) logger?.error({ err: error }, 'the keys cannot be read; those read before stand');
            isLost = true;
          }
        }, lookMs);
        timer.unref();
      },
      stop: () => clearInterval(timer),
    },
  };
}

import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';

/** Hides a text from whoever does not hold its key, and shows when it was changed (AES-256-GCM). */
export interface Seal {
  seal(text: string): string;
  /** @throws Error where it was sealed with another key, for another use, or was changed */
  open(sealed: string): string;
}

/**
 * @param use what is sealed, so that a seal of one use opens no other
 * @param encoding of what is sealed; by default one that may stand in an address
 */
export function createSeal(key: string | Buffer, use: string, encoding: 'base64' | 'base64url' = 'base64url'): Seal {
  const secret = createSecretKey(Buffer.from(key));
  const keyOf = (salt: Buffer) => Buffer.from(hkdfSync('sha256', secret, salt, use, 32));
  return {
    seal(text) {
      const salt = randomBytes(16);
      const cipher = createCipheriv('aes-256-gcm', keyOf(salt), salt.subarray(0, 12));
      return Buffer.concat([salt, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(encoding);
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, encoding);
      const salt = bytes.subarray(0, 16);
      const decipher = createDecipheriv('aes-256-gcm', keyOf(salt), salt.subarray(0, 12), { authTagLength: 16 });
      decipher.setAuthTag(bytes.subarray(-16));
      return decipher.update(bytes.subarray(16, -16), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

/**
 * A token that two services make of the same id, so that it stands in no database and travels in no message.
 * @param key in no database
 * @returns 43 characters of base64url
 */
export const derivedToken = (key: string, use: string, id: string): string =>
  createHmac('sha256', key).update(`${use} ${id}`).digest('base64url');

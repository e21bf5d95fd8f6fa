import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Secrets of the service, none of which stands in its database: the one of now, and those of before that still hold. */
export type SealSecrets = readonly [string, ...string[]];

/** What a request and a secret of the service make together; without both, neither can be had from the database. */
export interface RequestSeal {
  /** Tells whether a request is the same. */
  fingerprint: string;
  /** Encrypts a reply, so that the same request alone opens it. */
  seal(text: string): string;
  unseal(sealed: string): string;
}

/** JSON with the members of each object in one order, so that equal requests have equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  ) ?? '';

/** @param request who asks for what: its whole, but for what may differ when it is sent again */
export function requestSeal(secret: string, request: unknown): RequestSeal {
  const text = canonical(request);
  const derive = (use: string) => createHmac('sha256', secret).update(`${use} ${text}`).digest();
  const keyOf = (salt: Buffer) => Buffer.from(hkdfSync('sha256', derive('seal'), salt, 'idempotent reply', 32));
  return {
    fingerprint: derive('fingerprint').toString('hex'),
    seal(reply) {
      const salt = randomBytes(16);
      const cipher = createCipheriv('aes-256-gcm', keyOf(salt), salt.subarray(0, 12));
      return Buffer.concat([salt, cipher.update(reply), cipher.final(), cipher.getAuthTag()]).toString('base64');
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const salt = bytes.subarray(0, 16);
      const decipher = createDecipheriv('aes-256-gcm', keyOf(salt), salt.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(-16));
      return decipher.update(bytes.subarray(16, -16), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

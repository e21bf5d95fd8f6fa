import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

/** Of scrypt (RFC 7914): 128 MiB and some tenths of a second for each guess. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };
/** Shorter ones are guessed in spite of it. */
const shortest = 12;

const magic = Buffer.from('EMS-SEALED-1\n');
const saltLength = 16;
const ivLength = 12;
const tagLength = 16;
const headLength = magic.length + saltLength + ivLength;

const keyOf = (passphrase: string, salt: Buffer) => scryptSync(passphrase.normalize('NFC'), salt, 32, cost);

/**
 * Hides what only who knows the passphrase is to read, and shows when it was changed: AES-256-GCM by a key of scrypt.
 * @throws Error for a passphrase of fewer than 12 characters
 */
export function sealWith(passphrase: string, content: Buffer): Buffer {
  if (passphrase.length < shortest) throw new Error(`The passphrase is too short: ${shortest} characters at least.`);
  const salt = randomBytes(saltLength);
  const iv = randomBytes(ivLength);
  const head = Buffer.concat([magic, salt, iv]);
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt), iv).setAAD(head);
  return Buffer.concat([head, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error for another passphrase than it was sealed with, and for what was changed since */
export function openSealed(passphrase: string, sealed: Buffer): Buffer {
  if (sealed.length < headLength + tagLength || !sealed.subarray(0, magic.length).equals(magic))
    throw new Error('This is no sealed file of a backup.');
  const head = sealed.subarray(0, headLength);
  const salt = head.subarray(magic.length, magic.length + saltLength);
  const key = keyOf(passphrase, salt);
  const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(-ivLength), { authTagLength: tagLength });
  decipher.setAAD(head).setAuthTag(sealed.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(headLength, -tagLength)), decipher.final()]);
  } catch (error) {
    throw new Error('The passphrase is not the one that the backup was sealed with, or the sealed file was changed.', {
      cause: error,
    });
  }
}

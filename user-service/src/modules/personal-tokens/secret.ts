import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const shape = /^ems_[0-9A-Za-z]{49}$/;
const checksumLength = 6;

function toBase62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; rest > 0n; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text.padStart(length, '0');
}

const checksumOf = (text: string) => toBase62(BigInt(crc32(text)), checksumLength);

/**
 * A new token's secret: `ems_`, 256 random bits as 43 digits of base 62, and the CRC-32 of all that as 6 more. So scanners for
 * secrets know it wherever it lies, and one that was mistyped is known without a look into the database.
 */
export function newSecret(): string {
  const text = `ems_${toBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), 43)}`;
  return text + checksumOf(text);
}

/** Whether it can be a token's secret at all. */
export const isWellFormed = (secret: string): boolean =>
  shape.test(secret) && checksumOf(secret.slice(0, -checksumLength)) === secret.slice(-checksumLength);

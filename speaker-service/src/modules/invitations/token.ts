import { createHash, randomBytes } from 'node:crypto';

export const newToken = (): string => randomBytes(32).toString('base64url');

/** Only the hash is stored; a token of 256 random bits needs no salt. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

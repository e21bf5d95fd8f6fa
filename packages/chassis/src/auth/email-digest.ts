import { createHmac } from 'node:crypto';

/** What services compare instead of addresses: hexadecimal, the same for an address in whatever case. */
export type EmailDigest = (email: string) => string;

/** @param key in no database, so that nobody who has a copy of one can guess the addresses; the same in all services that compare */
export const createEmailDigest =
  (key: string): EmailDigest =>
  email =>
    createHmac('sha256', key).update(email.toLowerCase()).digest('hex');

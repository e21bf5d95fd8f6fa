import { randomBytes } from 'node:crypto';
import type { Seal } from '@ems/chassis/auth';
import { toString as toQrCode } from 'qrcode';

/** Hides the code of a ticket in a message: user-service alone opens it, while it makes the ticket's mail. */
export type TicketSeal = Pick<Seal, 'seal'>;

/** Crockford's base 32: no letter that looks like a digit or like another letter. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 20;

/** Twenty letters of five random bits each, in groups of five: 100 bits that reveal nothing, and can be read out aloud. */
export function newTicketCode(): string {
  const code = [...randomBytes(length)].map(byte => letters[byte & 31]).join('');
  return code.replace(/(.{5})(?=.)/g, '$1-');
}

/** Normalizes a code as people type it to the stored form: upper case, in groups, `O` for 0, `I` and `L` for 1. */
export function readTicketCode(text: string): string {
  const bare = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return bare.replace(/(.{5})(?=.)/g, '$1-');
}

/** The code as a QR code in SVG. */
export const ticketSvg = (code: string): Promise<string> =>
  toQrCode(code, { type: 'svg', errorCorrectionLevel: 'Q', margin: 4 });

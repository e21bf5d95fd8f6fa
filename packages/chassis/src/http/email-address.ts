import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { fieldIssue } from '../errors';
import { boundedText } from './fields';

/** RFC 5321, 4.5.3.1, in octets; of a whole address, what fits into a path with its brackets. */
const maxLocal = 64;
const maxAddress = 254;

/** A dot-string (RFC 5321) of ASCII and, by RFC 6531, of everything that can be seen beyond it. */
const localPart =
  /^(?:[\w!#$%&'*+/=?^`{|}~-]|[^\0-\x7F\p{C}\p{Z}])+(?:\.(?:[\w!#$%&'*+/=?^`{|}~-]|[^\0-\x7F\p{C}\p{Z}])+)*$/u;

/** What IDNA may be asked about: its functions would also take ports, paths and escapes. */
const domainCharacters = /^(?:[A-Za-z0-9.-]|[^\0-\x7F\p{C}\p{Z}])+$/u;
const hostName = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** @returns undefined for what is no address */
function normalize(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const [given, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (at < 1 || !localPart.test(given) || !domainCharacters.test(domain)) return undefined;
  const local = given.toLowerCase().normalize('NFC');
  const host = domainToASCII(domain);
  const isShort = Buffer.byteLength(local) <= maxLocal && Buffer.byteLength(local) + 1 + host.length <= maxAddress;
  return isShort && hostName.test(host) ? `${local}@${host}` : undefined;
}

/**
 * An email address in the one form in which addresses are stored and compared: lower case, NFC, its domain in ASCII (IDNA).
 * Accents are no matter of case: `jörg@…` and `jorg@…` are two mailboxes.
 */
export const emailAddress = boundedText(maxAddress)
  .trim()
  .meta({ format: 'idn-email' })
  .transform((address, context) => {
    const normalized = normalize(address);
    if (normalized !== undefined) return normalized;
    context.issues.push(fieldIssue('not-an-email', 'Must be an email address', address));
    return z.NEVER;
  });

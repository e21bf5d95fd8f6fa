import { z } from 'zod';

const line = /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;
const lines = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;

/** One line of text: trimmed, NFC, without control characters, `min` to `max` UTF-16 units long. */
export const textLine = (max: number, min = 1) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(min)
    .max(max)
    .regex(line, 'Control characters and line breaks are not allowed');

/** Text of several lines, otherwise like {@link textLine}; may be empty. */
export const textBlock = (max: number) =>
  z.string().trim().normalize('NFC').max(max).regex(lines, 'Control characters are not allowed');

/** An RFC 3339 instant with offset, between 1970 and 2199, as a Date. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine(value => /^(19[7-9]|2[01]\d)\d/.test(value), 'The year must be between 1970 and 2199')
  .transform(value => new Date(value));

/** How instants leave: RFC 3339 in UTC. */
export const instantOut = z.iso.datetime();

export const httpsUrl = z.url({ protocol: /^https$/ }).max(2000);

/** A BCP 47 language tag, made canonical: `EN-gb` becomes `en-GB`. */
export const languageTag = z
  .string()
  .trim()
  .max(35)
  .refine(tag => /^[a-z]{2,8}(-[a-z\d]{1,8})*$/i.test(tag) && isWellFormed(tag), 'Must be a BCP 47 language tag')
  .transform(tag => Intl.getCanonicalLocales(tag)[0] ?? tag);

function isWellFormed(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export const idParams = z.strictObject({ id: z.uuid() });

/** `?flag=true`; anything else but `false` is refused. */
export const flag = z.enum(['true', 'false']).transform(value => value === 'true');

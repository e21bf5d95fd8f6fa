import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { toWord } from '../../shared/to-word';

/** Words that stand, or may come to stand, in a path where a slug stands. The database refuses the same. */
export const reservedSlugs: ReadonlySet<string> = new Set(
  (
    'admin api check-ins docs event events health impact jsonld login logout members mine new null openapi ownership ' +
    'problems register registrations rooms schedule search sessions slots speakers tracks undefined users'
  ).split(' '),
);

const looksLikeId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const maxLength = 60;

export const slug = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]{3,60}$/, 'Must be 3 to 60 of a to z, 0 to 9 and -')
  .refine(value => !reservedSlugs.has(value), 'This word is reserved')
  .refine(value => !looksLikeId.test(value), 'Must not look like an id');

/** Slugs for a title, best first: itself, numbered, and one that is free for certain. */
export function slugCandidates(title: string): string[] {
  const random = randomBytes(4).toString('hex');
  const base = toWord(title, maxLength - random.length - 1);
  const usable = slug.safeParse(base).success ? [base, ...[2, 3, 4, 5, 6, 7, 8, 9].map(n => `${base}-${n}`)] : [];
  return [...usable, `${base.length >= 3 ? base : 'event'}-${random}`];
}

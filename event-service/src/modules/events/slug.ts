import { randomBytes } from 'node:crypto';
import { fieldRule } from '@ems/chassis/errors';
import { boundedText } from '@ems/chassis/http';
import { slugify } from '../../shared/slugify';

/** Words that are, or may become, path segments where a slug is expected. The database refuses the same. */
export const reservedSlugs: ReadonlySet<string> = new Set(
  (
    'admin announcements api check-ins decisions docs event events health impact invitations jsonld login logout members ' +
    'mine new null offers openapi ownership problems register registrations rooms schedule search sessions slots speakers ' +
    'summary tracks undefined users'
  ).split(' '),
);

/** Ids and slugs share a place in paths and queries, so no slug has the shape of a UUID. The database refuses the same. */
export const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const maxLength = 60;

export const slug = boundedText(60)
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]{3,60}$/, 'Must be 3 to 60 of a to z, 0 to 9 and -')
  .refine(value => !reservedSlugs.has(value), fieldRule('slug-reserved', 'This word is reserved'))
  .refine(value => !uuidShape.test(value), fieldRule('slug-like-an-id', 'Must not look like an id'));

/** Slugs for a title, best first: itself, numbered, and one that is free for certain. */
export function slugCandidates(title: string): string[] {
  const random = randomBytes(4).toString('hex');
  const base = slugify(title, maxLength - random.length - 1);
  const usable = slug.safeParse(base).success ? [base, ...[2, 3, 4, 5, 6, 7, 8, 9].map(n => `${base}-${n}`)] : [];
  return [...usable, `${base.length >= 3 ? base : 'event'}-${random}`];
}

import { createHash } from 'node:crypto';
import { slugify } from '../../shared/slugify';

/** A slug of at least two characters that starts with a letter, and ends without a hyphen. */
export function slugFor(text: string, prefix: string): string {
  const slug = slugify(text);
  return /^[a-z][a-z0-9-]/.test(slug) ? slug : `${prefix}${slug === '' ? '' : `-${slug}`}`;
}

/** The slugs of rooms or tracks, by id; of two that would be the same, the later made has a number. */
export function uniqueSlugs<T extends { id: string; name: string }>(named: readonly T[], prefix: string) {
  const slugs = new Map<string, string>();
  const used = new Set<string>();
  for (const { id, name } of named.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const base = slugFor(name, prefix);
    let slug = base;
    for (let n = 2; used.has(slug); n++) slug = `${base}-${n}`;
    used.add(slug);
    slugs.set(id, slug);
  }
  return slugs;
}

/** An acronym has no hyphens and at least four characters. */
export const acronymOf = (slug: string): string => slug.replaceAll('-', '_').padEnd(4, '_');

/** Six characters of 0-9 and A-Z that stay with a person. */
export function codeOf(id: string): string {
  const number = createHash('sha256').update(id).digest().readUIntBE(0, 6);
  return number.toString(36).toUpperCase().padStart(6, '0').slice(-6);
}

/** Room names are keys, so each is of one room only. */
export function uniqueNames<T extends { id: string; name: string }>(rooms: readonly T[]): Map<string, string> {
  const used = new Set<string>();
  const names = new Map<string, string>();
  for (const room of rooms) {
    let name = clean(room.name);
    for (let n = 2; used.has(name); n++) name = `${clean(room.name)} (${n})`;
    used.add(name);
    names.set(room.id, name);
  }
  return names;
}

/** Without control characters other than tab and line ends. */
export const clean = (text: string): string => text.replace(/[\p{Cc}--[\t\n\r]]/gv, '');

import { createHash } from 'node:crypto';
import { toWord } from '../../shared/to-word';

/** Letters, digits and hyphens, at least two of them, starting with a letter and ending without a hyphen. */
export function wordFor(text: string, prefix: string): string {
  const word = toWord(text);
  return /^[a-z][a-z0-9-]/.test(word) ? word : `${prefix}${word === '' ? '' : `-${word}`}`;
}

/** An acronym has no hyphens and at least four characters. */
export const acronymOf = (slug: string): string => slug.replaceAll('-', '_').padEnd(4, '_');

/** Six characters of 0-9 and A-Z that stay with a person. */
export function codeOf(id: string): string {
  const number = createHash('sha256').update(id).digest().readUIntBE(0, 6);
  return number.toString(36).toUpperCase().padStart(6, '0').slice(-6);
}

/** Room names are keys, so each may stand for one room only. */
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
export const clean = (text: string): string => text.replace(/(?![\t\n\r])\p{Cc}/gu, '');

import { posix } from 'node:path';

export interface Reference {
  line: number;
  text: string;
}

const importOf = /\b(?:from|import|require)\s*\(?\s*(['"])(\.[^'"\n]*)\1/g;
/** Folders of the machine, and folders that stand beside a clone. */
const outside = /(?<![\w.@-])(?:\/(?:work|home|Users)\/[\w.-]+|(?:\.\.\/)+(?:shared|\.library)\b)[\w./-]*/g;

/** What a file at this path, from the root of the repository, refers to outside of it, or outside of its package. */
export function findReferences(path: string, text: string): Reference[] {
  const found: Reference[] = [];
  // Imports are judged by where they lead, so what is left of them cannot be taken for a folder beside the repository.
  const rest = text.replace(importOf, (whole, _quote, specifier: string, offset: number) => {
    const target = posix.join(posix.dirname(path), specifier);
    // A page shows code of other files.
    if (!path.endsWith('.md') && packageOf(target) !== packageOf(path) && !isAtRoot(target))
      found.push({ line: lineOf(text, offset), text: specifier });
    return ' '.repeat(whole.length);
  });
  for (const { 0: reference, index } of rest.matchAll(outside))
    found.push({ line: lineOf(text, index), text: reference });
  return found.sort((a, b) => a.line - b.line);
}

/** Lists at the root are for all. */
const isAtRoot = (path: string) => !path.includes('/');

/** `packages/chassis`, `user-service`, `scripts`, …; `..` for what is outside. */
function packageOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'packages' ? `${first}/${second}` : first;
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

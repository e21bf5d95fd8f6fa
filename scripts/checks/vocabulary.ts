import { type Token, wordsOf } from './tokens.ts';

/**
 * A pattern and what to write instead. The pattern is one of:
 * - `hold event`: these words, in this order, anywhere in a name, a code or a file's name; `(a|b)`, `s?` and `\w+` as in
 *   a regular expression, `^` and `$` for where the name begins and ends
 * - `=Part`: this name in code, letter by letter; `=database.read` a property of that object, `=record()` a call
 * - `"stale`: this code, letter by letter
 * - `file:unlink`: a file or folder of this name, `file:mail/claims` with the folder around it
 *
 * Words have no small and capital letters, names have. A rule may hold for some files only, by their path.
 */
export type Rule = readonly [pattern: string, instead: string, within?: RegExp];

export interface Finding {
  line: number;
  old: string;
  instead: string;
}

/** Every old word among the tokens, once for each line. */
export function findOldWords(tokens: readonly Token[], rules: readonly Rule[], path = ''): Finding[] {
  const matchers = compiled(rules).filter(({ within }) => within === undefined || within.test(path));
  const findings = new Map<string, Finding>();
  for (const token of tokens) {
    const words = wordsOf(token.text);
    const hit = matchers.find(({ matches }) => matches(token, words));
    if (hit) findings.set(`${token.line} ${token.text}`, { line: token.line, old: token.text, instead: hit.instead });
  }
  return [...findings.values()];
}

interface Matcher {
  instead: string;
  within: RegExp | undefined;
  matches: (token: Token, words: string) => boolean;
}

const cache = new WeakMap<readonly Rule[], Matcher[]>();

function compiled(rules: readonly Rule[]): Matcher[] {
  const known =
    cache.get(rules) ?? rules.map(([pattern, instead, within]) => ({ instead, within, matches: matcherOf(pattern) }));
  cache.set(rules, known);
  return known;
}

function matcherOf(pattern: string): Matcher['matches'] {
  const exact = /^(?<prefix>=|"|file:)(?<name>.*?)(?<call>\(\))?$/.exec(pattern)?.groups;
  if (exact) {
    const kind = kindOf(exact.prefix ?? '', exact.name ?? '', exact.call !== undefined);
    const name = new RegExp(kind === 'path' ? `(^|/)(?:${exact.name})(/|$)` : `^(?:${exact.name})$`);
    return token => token.kind === kind && name.test(token.text);
  }
  const phrase = new RegExp(`(?<![^ ])(?:${pattern})(?![^ ])`);
  return ({ kind }, words) => ['identifier', 'code', 'segment'].includes(kind) && phrase.test(words);
}

function kindOf(prefix: string, name: string, isCall: boolean): Token['kind'] {
  if (prefix === 'file:') return 'path';
  if (prefix === '"') return 'code';
  if (isCall) return 'call';
  return name.includes('.') ? 'member' : 'identifier';
}

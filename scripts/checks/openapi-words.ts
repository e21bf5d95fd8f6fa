import { operationsOf, type Paths } from '@ems/chassis/openapi';
import type { Token } from './tokens.ts';
import { findOldWords, type Rule } from './vocabulary.ts';

type Json = Record<string, unknown>;

interface Operation {
  summary: string;
  operationId: string;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A summary says what the caller does, by a verb of the field: not by a noun, a question, or the name of the method. */
const noVerb = /^(put|a|an|the|one|all|my|our|your|public|open|what|who|when|where|which|how|why)\b/i;
/** Verbs that have a word of the field. */
const privateVerb = /^(give|make|let|say|take|find|end|free|hand)$/i;
const verbOf = (text: string) => /^[A-Za-z][a-z]*/.exec(text)?.[0] ?? '';

/**
 * Old words in the names of a merged OpenAPI document (paths, operations, parameters, properties, values of enums), and
 * summaries and operation ids that do not begin with a verb of the field.
 */
export function findInOpenapi(document: Paths<Operation> & { components?: object }, rules: readonly Rule[]): string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  collectNames(document, names);
  for (const name of names) {
    const tokens: Token[] = [{ kind: 'code', text: name, line: 1 }];
    for (const { old, instead } of findOldWords(tokens, rules)) problems.push(`${old} → ${instead}`);
  }
  for (const { name: where, operation } of operationsOf(document)) {
    const { summary, operationId } = operation;
    if (noVerb.test(summary) || privateVerb.test(verbOf(summary)))
      problems.push(`${where}: "${summary}" begins with no verb of the field`);
    for (const { old, instead } of findOldWords(wordTokens(summary), rules))
      problems.push(`${where}: ${old} in "${summary}" → ${instead}`);
    if (
      !/^([a-z]+[A-Z]\w*|login|logout)$/.test(operationId) ||
      privateVerb.test(verbOf(operationId)) ||
      /ApiV\d/.test(operationId)
    )
      problems.push(`${where}: ${operationId} → <verb><Noun>`);
  }
  return problems;
}

const wordTokens = (text: string): Token[] =>
  text.split(/[^\w-]+/).map(word => ({ kind: 'code', text: word, line: 1 }));

/** Keys, and values of enums, consts and parameters' names; no descriptions. */
function collectNames(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectNames(item, names);
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    for (const part of key.split('/')) names.add(part);
    if (key === 'name' || key === 'const') names.add(String(child));
    if (key === 'enum' && Array.isArray(child)) for (const item of child) names.add(String(item));
    collectNames(child, names);
  }
}

import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { ComposedSql, Sql } from './sql';

/** Statements are sent before the call returns, in the order of the calls. */
interface SqlOver extends Sql {
  $queryRaw<T = unknown>(query: TemplateStringsArray | ComposedSql, ...values: unknown[]): Promise<T>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}

/** Each is prepared under its name; there are as many as the source has places with a statement. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 16);
    names.set(text, name);
  }
  return name;
}

/** Of each place in the source that has a statement without parts, as its template is one object however often it is evaluated. */
const texts = new WeakMap<readonly string[], string>();

function textOf(template: readonly string[]): string {
  let text = texts.get(template);
  if (text === undefined) {
    text = template.reduce((before, part, index) => `${before}$${index}${part}`);
    texts.set(template, text);
  }
  return text;
}

const isPart = (value: unknown): value is ComposedSql =>
  typeof value === 'object' &&
  value !== null &&
  'strings' in value &&
  'values' in value &&
  Array.isArray(value.strings) &&
  Array.isArray(value.values);

function statementOf(template: readonly string[], values: readonly unknown[]) {
  if ('raw' in template && !values.some(isPart)) {
    const text = textOf(template);
    return { text, name: nameOf(text), values: [...values] };
  }
  let text = template[0] ?? '';
  let isVaried = false;
  const all: unknown[] = [];
  for (const [index, value] of values.entries()) {
    const part: ComposedSql = isPart(value) ? value : { strings: ['', ''], values: [value] };
    isVaried ||= isPart(value) && value.values.length > 0 && !value.isPrepared;
    for (const [at, string] of part.strings.entries()) {
      text += string;
      if (at < part.values.length) text += `$${all.push(part.values[at])}`;
    }
    text += template[index + 1] ?? '';
  }
  return { text, values: all, ...(!isVaried && { name: nameOf(text) }) };
}

/**
 * Raw SQL by tagged template through plain `pg`. Each statement is prepared once a connection, under a name made from its text:
 * PostgreSQL parses it once, and plans it once where a plan that suits all values costs no more. Values may be parts that were
 * composed before: with parts that have values themselves, as filters do, a statement is planned for its values each time, as what
 * suits one filter or word may be far from right for another; but for those of {@link suitsAll}.
 */
export function sqlOver(client: Pick<ClientBase, 'query'> | Pick<Pool, 'query'>): SqlOver {
  const run = (template: readonly string[], values: unknown[]) => client.query(statementOf(template, values));
  return {
    $queryRaw: async <T>(query: TemplateStringsArray | ComposedSql, ...values: unknown[]) =>
      (await ('raw' in query ? run(query, values) : run(['', ''], [query]))).rows as T,
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  };
}

import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { Sql } from './sql';

interface Statement {
  text: string;
  name: string;
}

/** Of each place in the source that has a statement, as its template is one object however often it is evaluated. */
const statements = new WeakMap<TemplateStringsArray, Statement>();

function statementOf(template: TemplateStringsArray): Statement {
  const known = statements.get(template);
  if (known) return known;
  const text = template.reduce((before, part, index) => `${before}$${index}${part}`);
  const statement = { text, name: createHash('sha256').update(text).digest('hex').slice(0, 16) };
  statements.set(template, statement);
  return statement;
}

/**
 * Raw SQL by tagged template through plain `pg`. Each statement is prepared once a connection, under a name made from its text:
 * PostgreSQL parses it once, and plans it once where a plan that suits all values costs no more.
 */
export function sqlOver(client: Pick<ClientBase, 'query'> | Pick<Pool, 'query'>): Sql {
  const run = (template: TemplateStringsArray, values: unknown[]) => client.query({ ...statementOf(template), values });
  return {
    $queryRaw: async <T>(query: TemplateStringsArray, ...values: unknown[]) => (await run(query, values)).rows as T,
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  };
}

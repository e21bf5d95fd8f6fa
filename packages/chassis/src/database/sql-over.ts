import type { ClientBase, Pool } from 'pg';
import type { Sql } from './database';

/** Raw SQL by tagged template through plain `pg`: for commands and tests, which have no Prisma client. */
export function sqlOver(client: Pick<ClientBase, 'query'> | Pick<Pool, 'query'>): Sql {
  const run = (query: TemplateStringsArray, values: unknown[]) =>
    client.query(
      query.reduce((text, part, index) => `${text}$${index}${part}`),
      values,
    );
  return {
    $queryRaw: async <T>(query: TemplateStringsArray, ...values: unknown[]) => (await run(query, values)).rows as T,
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  };
}

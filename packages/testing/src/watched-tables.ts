import type { TestDatabase } from './database';
import { statementsOf } from './statements';

interface Plan {
  'Relation Name'?: string;
  Plans?: Plan[];
}

const relationsIn = (plan: Plan): string[] => [
  ...(plan['Relation Name'] === undefined ? [] : [plan['Relation Name']]),
  ...(plan.Plans ?? []).flatMap(relationsIn),
];

/** Tables that the statements of requests read or write while the work is done, by PostgreSQL's own plans of them. */
export async function tablesOf(database: TestDatabase, work: () => Promise<unknown>): Promise<Set<string>> {
  const tables = new Set<string>();
  for (const text of await statementsOf(work)) {
    if (!/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)/i.test(text)) continue;
    const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`,
    );
    for (const name of relationsIn(row?.['QUERY PLAN'][0].Plan ?? {})) tables.add(name);
  }
  return tables;
}

/** Tables of which a change drops the replies that show it, whatever is done to their rows. */
export async function watchedTables(database: TestDatabase): Promise<Set<string>> {
  const rows = await database.query<{ table: string }>(`
    SELECT tgrelid::regclass::text AS table FROM pg_trigger WHERE tgname LIKE 'public\\_change\\_by\\_%'
    GROUP BY 1 HAVING count(*) = 3`);
  return new Set(rows.map(({ table }) => table));
}

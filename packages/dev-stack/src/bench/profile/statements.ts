import { withClient } from '@ems/chassis/database';
import type { Target } from '../targets/target.ts';

/** Of a database that counts its statements by pg_stat_statements, which is there with PostgreSQL. */
export const countingStatements = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  'pg_stat_statements.track_planning': 'on',
};

/** Begins to count. */
export async function forgetStatements({ databases }: Target): Promise<void> {
  for (const url of Object.values(databases))
    await withClient(url, client =>
      client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()'),
    );
}

/** @returns of each database the statements that took longest together, those within functions and triggers beside those that called them, for people */
export async function topStatements({ databases }: Target, most: number): Promise<string[]> {
  const texts: string[] = [];
  for (const [name, url] of Object.entries(databases)) {
    const rows = await withClient(url, async client => {
      const found = await client.query<{ calls: number; plans: number; ms: number; planningMs: number; text: string }>(
        `SELECT calls::float8, plans::float8, total_exec_time AS ms, total_plan_time AS "planningMs", left(regexp_replace(query, '\\s+', ' ', 'g'), 150) AS text
         FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
         ORDER BY total_exec_time + total_plan_time DESC LIMIT $1`,
        [most],
      );
      return found.rows;
    });
    const lines = rows.map(
      ({ calls, plans, ms, planningMs, text }) =>
        `${ms.toFixed(0).padStart(7)} ms for ${calls.toString().padStart(6)}, planning ${planningMs.toFixed(0).padStart(6)} ms for ${plans.toString().padStart(6)}  ${text}`,
    );
    texts.push([`${name} (database)`, ...lines].join('\n'));
  }
  return texts;
}

import { withClient } from '@ems/chassis/database';
import type { Target } from './target.ts';

/** The monolith's tables, each after those that it refers to, by the database whose rows they get. */
const tables: [keyof Target['databases'], string[]][] = [
  ['users', ['users']],
  ['events', ['events', 'event_members', 'event_seats', 'registrations', 'check_ins']],
  ['speakers', ['speakers']],
  ['sessions', ['rooms', 'tracks', 'sessions', 'session_speakers', 'session_history', 'slots', 'slot_speakers']],
];

/** Rows that go over at a time. */
const batchSize = 2_000;

/** Gives the monolith the rows that the services have, by column names; what it has from before goes. */
export async function copyRows(system: Target, monolith: Target): Promise<void> {
  await withClient(monolith.databases.events, async to => {
    const all = tables.flatMap(([, names]) => names);
    await to.query(`TRUNCATE ${all.join(', ')}, token_families, refresh_tokens`);
    for (const [database, names] of tables) {
      await withClient(system.databases[database], async from => {
        for (const name of names) {
          const { rows } = await from.query<{ row: object }>(`SELECT to_json(t) AS row FROM ${name} t`);
          const { rows: columns } = await to.query<{ list: string }>(
            `SELECT string_agg(quote_ident(column_name), ', ') AS list FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
            [name],
          );
          const list = columns[0]?.list;
          for (let at = 0; at < rows.length; at += batchSize) {
            const batch = rows.slice(at, at + batchSize).map(({ row }) => row);
            await to.query(
              `INSERT INTO ${name} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${name}, $1)`,
              [JSON.stringify(batch)],
            );
          }
        }
      });
    }
    await to.query(`SELECT setval(pg_get_serial_sequence('slots', 'number'), coalesce(max(number), 1)) FROM slots`);
    await to.query(
      `SELECT setval(pg_get_serial_sequence('session_history', 'id'), coalesce(max(id), 1)) FROM session_history`,
    );
    await to.query('ANALYZE');
  });
}

import type { Sql } from '@ems/chassis/database';
import { isRemoval } from '@ems/chassis/messaging';
import { type Databases, databaseOf } from '../database/databases';

/** Something of which a service knows more than its owner, whose database was restored to an earlier copy. */
export interface Ahead {
  finding: 'ahead';
  service: string;
  owner: string;
  noun: string;
  id: string;
  /** Of the newest message that the owner has lost. */
  type: string;
  sequence: number;
  /** What the owner has: it in an earlier version, nothing, or what others know as deleted, erased or merged. */
  state: 'older' | 'unknown' | 'revived';
  /** The version that the owner has; null where it knows nothing. */
  version: number | null;
  /** Sessions of the event, or of the speaker, that this service has. */
  sessions?: number;
  /** Of a released schedule, which this service shows. */
  eventId?: string | null;
}

type Find<Row> = (sql: Sql, id: string) => PromiseLike<Row[]>;

/** What the owner of a noun has, by the noun. */
const versions: Readonly<Record<string, Find<{ version: number }>>> = {
  user: (sql, id) => sql.$queryRaw`SELECT version FROM users WHERE id = ${id}::uuid`,
  event: (sql, id) => sql.$queryRaw`SELECT version FROM events WHERE id = ${id}::uuid`,
  session: (sql, id) => sql.$queryRaw`SELECT version FROM sessions WHERE id = ${id}::uuid`,
  speaker: (sql, id) => sql.$queryRaw`SELECT version FROM speakers WHERE id = ${id}::uuid`,
};

/** What hangs on it, by service and noun. */
const dependents: Readonly<Record<string, Find<Pick<Ahead, 'sessions' | 'eventId'>>>> = {
  'session-service event': (sql, id) =>
    sql.$queryRaw`SELECT count(*)::int AS sessions FROM sessions WHERE event_id = ${id}::uuid`,
  'session-service speaker': (sql, id) =>
    sql.$queryRaw`SELECT count(*)::int AS sessions FROM session_speakers WHERE speaker_id = ${id}::uuid`,
  'speaker-service session': (sql, id) =>
    sql.$queryRaw`SELECT event_id::text AS "eventId" FROM session_replicas WHERE id = ${id}::uuid`,
  'speaker-service schedule': (sql, id) =>
    sql.$queryRaw`SELECT event_id::text AS "eventId" FROM release_replicas WHERE version_id = ${id}::uuid`,
};

/** Everything that is ahead anywhere. */
export async function findAhead(databases: Databases): Promise<Ahead[]> {
  const found: Ahead[] = [];
  for (const [service, sql] of databases) {
    const rows = await sql.$queryRaw<{ owner: string; id: string; type: string; sequence: number }[]>`
      SELECT source AS owner, subject AS id, type, sequence FROM subjects_ahead ORDER BY source, subject`;
    for (const row of rows) {
      const [noun = ''] = row.type.split('.');
      const [owned] = (await versions[noun]?.(databaseOf(databases, row.owner), row.id)) ?? [];
      const [dependent] = (await dependents[`${service} ${noun}`]?.(sql, row.id)) ?? [];
      const known = isRemoval(row.type) ? 'revived' : 'older';
      const state = owned ? known : 'unknown';
      found.push({ finding: 'ahead', service, noun, ...row, state, version: owned?.version ?? null, ...dependent });
    }
  }
  return found;
}

import type { Sql } from '@ems/chassis/database';
import { speakerDeleted } from '@ems/contracts';
import { type Databases, databaseOf } from '../database/databases';

/** Something that a service still names, though it has heard that it is gone: from before its database refused that. */
export interface Gone {
  finding: 'gone';
  service: string;
  owner: string;
  noun: string;
  id: string;
  /** Of the message that it is gone. */
  type: string;
  sequence: number;
  /** That name it. */
  sessions: number;
}

/** Profiles that are deleted or merged, and on a session. */
const goneSpeakers = (sql: Sql) =>
  sql.$queryRaw<{ id: string; sequence: number; sessions: number }[]>`
    SELECT r.id::text, r.version AS sequence, count(*)::int AS sessions
    FROM session_speakers JOIN speaker_replicas r ON r.id = speaker_id WHERE r.deleted GROUP BY r.id ORDER BY r.id`;

/** Everything that is named, and gone. */
export async function findGone(databases: Databases): Promise<Gone[]> {
  const rows = await goneSpeakers(databaseOf(databases, 'session-service'));
  return rows.map(row => ({
    ...{ finding: 'gone', service: 'session-service', owner: 'speaker-service', noun: 'speaker' },
    ...{ type: speakerDeleted.type, ...row },
  }));
}

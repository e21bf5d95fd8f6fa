import type { Sql } from '@ems/chassis/database';
import type { DegradedPart } from '../../shared/degraded';
import { eventIdOf } from '../events';
import { owners } from './heartbeats';
import { speakersScope } from './revision';

/** What says whether a schedule that is cached is still right, and when what it shows last changed. */
export interface ScheduleState {
  /** Of the event. */
  id: string;
  slug: string;
  status: string;
  scheduleVisible: 'always' | 'released';
  /** Of the event: what is composed of it changes with each. */
  version: number;
  /** Grows with each message that changes the schedule. */
  revision: bigint;
  /** Of the event, or of what its schedule shows. */
  changedAt: Date;
  /** Parts whose changes may be unknown here for more than two seconds. */
  behind: DegradedPart['part'][];
}

type Row = Omit<ScheduleState, 'revision' | 'behind'> & { revision: string; current: string[] };

/**
 * All that a read of a cached schedule needs to ask, in one statement.
 * @param ref the event's id, or its current slug
 */
export async function findScheduleState(sql: Sql, ref: string): Promise<ScheduleState | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    SELECT e.id::text, e.slug, e.status::text, e.schedule_visible::text AS "scheduleVisible", e.version, coalesce(r.revision, 0)::text AS revision,
      greatest(e.updated_at, r.changed_at) AS "changedAt",
      ARRAY(SELECT service FROM relay_heartbeats WHERE as_of > now() - interval '2 seconds') AS current
    FROM events e CROSS JOIN LATERAL (
      SELECT sum(revision) AS revision, max(changed_at) AS changed_at FROM schedule_revisions
      WHERE scope IN (e.id::text, ${speakersScope})) r
    WHERE e.id = ${eventIdOf(ref)}`;
  if (!row) return undefined;
  const { current, revision, ...state } = row;
  const behind = (['sessions', 'speakers'] as const).filter(part => !current.includes(owners[part]));
  return { ...state, revision: BigInt(revision), behind };
}

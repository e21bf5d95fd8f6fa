import { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import type { Decision, Status } from './transitions';

/** A decision that is held, with who decided it last. */
export interface DecisionRow {
  /** Of the session. */
  id: string;
  title: string;
  submitterId: string;
  status: Decision;
  announcedStatus: Status;
  message: string | null;
  note: string | null;
  decidedAt: Date;
  decidedBy: string;
}

export type DecisionCounts = Record<Decision, number>;

/** What is decided of the sessions `s` of an event and not announced, as `sessions_held` has it. */
export const heldOf = (eventId: string) => Prisma.sql`s.event_id = ${eventId}::uuid AND s.announced_status <> s.status`;

/** In the order of creation. @param after the id of the last session seen */
export const listDecisions = (db: Db, eventId: string, limit: number, after: string | null) =>
  db.$queryRaw<DecisionRow[]>`
    SELECT s.id::text, s.title, s.submitter_id::text AS "submitterId", s.status::text,
      s.announced_status::text AS "announcedStatus", s.decision_message AS message, h.note, h.at AS "decidedAt",
      h.actor_id::text AS "decidedBy"
    FROM sessions s JOIN LATERAL (
      SELECT note, at, actor_id FROM session_history WHERE session_id = s.id ORDER BY id DESC LIMIT 1) h ON true
    WHERE ${heldOf(eventId)} AND (${after}::uuid IS NULL OR s.id > ${after}::uuid) ORDER BY s.id LIMIT ${limit}`;

export async function countDecisions(db: Db | Tx, eventId: string): Promise<DecisionCounts> {
  const rows = await db.$queryRaw<{ status: Decision; count: number }[]>`
    SELECT s.status::text, count(*)::int AS count FROM sessions s WHERE ${heldOf(eventId)} GROUP BY s.status`;
  return { accepted: 0, waitlisted: 0, rejected: 0, ...Object.fromEntries(rows.map(row => [row.status, row.count])) };
}

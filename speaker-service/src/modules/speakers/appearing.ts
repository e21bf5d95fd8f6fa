import { type Caller, isAdmin } from '@ems/chassis/auth';
import { Prisma } from '../../generated/prisma/client';
import { isInTeam } from '../../replicas/events';
import { isPublicRelease, isPublicSession } from '../../replicas/public-sessions';

/**
 * Whether a profile `s` speaks at an event, as a part of a statement: for everybody, on what is public of it; for its team, on
 * whatever is no draft; and people know that of themselves. Who does is found first, so that no other profile is looked at.
 */
export function speaksAt(eventId: string, caller: Caller | null): Prisma.Sql {
  const plans = caller ? Prisma.sql`(${isAdmin(caller)} OR ${isInTeam(caller.userId)})` : Prisma.sql`false`;
  const sessions = Prisma.sql`session_replicas r LEFT JOIN event_replicas e ON e.id = r.event_id
    WHERE r.event_id = ${eventId}::uuid AND NOT r.deleted AND e.deleted IS NOT TRUE`;
  return Prisma.sql`s.id = ANY(ARRAY(
    SELECT unnest(r.speaker_ids) FROM ${sessions}
      AND (r.status <> 'draft' AND ${plans} OR ${isPublicSession(Prisma.sql`r`)})
    UNION
    SELECT unnest(r.speaker_ids) FROM released_sessions r JOIN event_replicas e ON e.id = r.event_id
      WHERE r.event_id = ${eventId}::uuid AND ${isPublicRelease(Prisma.sql`r`)}
    UNION
    SELECT own.id FROM speakers own WHERE own.user_id = ${caller?.userId ?? null}::uuid AND own.id IN (
      SELECT unnest(r.speaker_ids) FROM ${sessions} AND r.status <> 'draft')))`;
}

import type { Sql } from '@ems/chassis/database';
import { type EventReplica, Prisma } from '../../generated/prisma/client';
import type { Audience } from './schemas';

/** Whom an announcement reaches. */
export interface Reach {
  userIds: string[];
  /** How many of the audience it does not. */
  skipped: number;
}

/**
 * Finds out whom an announcement reaches. Everybody counts once. Free text goes to verified addresses alone, for nobody is to have it
 * sent to a stranger's; so whoever has no account is not reached.
 * @param perDay so many announcements somebody gets within a day, of all events together
 */
export async function findReach(db: Sql, event: EventReplica, audience: Audience, perDay: number): Promise<Reach> {
  const people = await db.$queryRaw<{ userId: string | null; isReached: boolean }[]>`
    SELECT p."userId"::text AS "userId", coalesce(u.status = 'active' AND u.email_verified
      AND NOT EXISTS (SELECT FROM unsubscriptions WHERE recipient = 'user ' || u.id AND kind = 'announcement')
      AND (SELECT count(*) FROM mails m WHERE m.user_id = u.id AND m.announcement_id IS NOT NULL
        AND m.created_at > now() - interval '1 day') < ${perDay}, FALSE) AS "isReached"
    FROM (SELECT DISTINCT coalesce("userId"::text, person) AS person, "userId" FROM (${peopleOf(event, audience)}) AS a) AS p
      LEFT JOIN users u ON u.id = p."userId"
    ORDER BY p.person`;
  const reached = people.flatMap(({ userId, isReached }) => (userId !== null && isReached ? [userId] : []));
  return { userIds: reached, skipped: people.length - reached.length };
}

function peopleOf({ id, ownerId, members }: EventReplica, audience: Audience): Prisma.Sql {
  switch (audience) {
    case 'registered':
      return registrations(id, Prisma.sql`status = 'confirmed'`);
    case 'checked-in':
      return registrations(id, Prisma.sql`status = 'confirmed' AND checked_in`);
    case 'waitlisted':
      return registrations(id, Prisma.sql`status = 'waitlisted'`);
    case 'speakers':
      return Prisma.sql`
        SELECT speaker_id::text AS person, p.user_id AS "userId"
        FROM session_replicas s CROSS JOIN unnest(s.speaker_ids) AS speaker_id
          LEFT JOIN speaker_replicas p ON p.id = speaker_id
        WHERE s.event_id = ${id}::uuid AND NOT s.deleted AND s.announced_status IN ('accepted', 'confirmed')
          AND p.deleted IS NOT TRUE`;
    case 'submitters':
      // The status as they know it, so that no count tells of a decision.
      return Prisma.sql`
        SELECT submitter_id::text AS person, submitter_id AS "userId" FROM session_replicas
        WHERE event_id = ${id}::uuid AND NOT deleted AND submitter_id IS NOT NULL
          AND announced_status IN ('submitted', 'accepted', 'waitlisted', 'rejected', 'confirmed')`;
    case 'team':
      return Prisma.sql`
        SELECT member::text AS person, member AS "userId"
        FROM unnest(${[ownerId, ...(members as { userId: string }[]).map(({ userId }) => userId)]}::uuid[]) AS member`;
    default:
      return audience satisfies never;
  }
}

const registrations = (eventId: string, condition: Prisma.Sql) => Prisma.sql`
  SELECT id::text AS person, user_id AS "userId" FROM registration_replicas
  WHERE event_id = ${eventId}::uuid AND NOT forgotten AND ${condition}`;

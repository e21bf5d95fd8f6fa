import type { Session } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';

/** What a dashboard shows of an event. */
export interface EventSummary {
  sessions: { trackId: string | null; status: Session['status']; count: number }[];
  tracks: { id: string; name: string; color: string; position: number }[];
  reviews: { count: number; averageScore: number | null; reviewedSessions: number };
}

/** Counts the work of an event, in every status. */
export async function summarizeEvent(db: Db, eventId: string): Promise<EventSummary> {
  const groups = await db.session.groupBy({
    by: ['trackId', 'status'],
    where: { eventId },
    orderBy: [{ trackId: 'asc' }, { status: 'asc' }],
    _count: true,
  });
  const tracks = await db.track.findMany({
    where: { eventId },
    orderBy: [{ position: 'asc' }, { name: 'asc' }],
    select: { id: true, name: true, color: true, position: true },
  });
  const [reviews] = await db.$queryRaw<EventSummary['reviews'][]>`
    SELECT count(*)::int AS count, avg(r.score)::float8 AS "averageScore",
      count(DISTINCT r.session_id)::int AS "reviewedSessions"
    FROM reviews r JOIN sessions s ON s.id = r.session_id
    WHERE s.event_id = ${eventId}::uuid AND NOT r.conflict_of_interest`;
  return {
    sessions: groups.map(({ trackId, status, _count }) => ({ trackId, status, count: _count })),
    tracks,
    reviews: reviews ?? { count: 0, averageScore: null, reviewedSessions: 0 },
  };
}

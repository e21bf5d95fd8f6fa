import { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { type CalendarEntry, toICalendar } from '../../shared/icalendar';
import type { Links } from '../../shared/links';

interface Row {
  id: string;
  status: 'confirmed' | 'waitlisted' | 'cancelled';
  /** Grows with each change of the registration or of its event. */
  sequence: number;
  changedAt: Date;
  title: string;
  slug: string;
  eventStatus: string;
  startsAt: Date;
  endsAt: Date;
  venue: string;
  onlineUrl: string | null;
}

/** Somebody's registrations as iCalendar: waitlisted ones are tentative, and cancelled ones stay, as cancelled. */
export async function myCalendar(db: Db, userId: string, links: Links): Promise<string> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT r.id::text, r.status::text, r.version + e.version - 2 AS sequence, greatest(r.updated_at, e.updated_at) AS "changedAt",
      e.title, e.slug, e.status::text AS "eventStatus", e.starts_at AS "startsAt", e.ends_at AS "endsAt",
      concat_ws(', ', e.venue_name, e.venue_address, e.venue_city, e.venue_country) AS venue, e.online_url AS "onlineUrl"
    FROM registrations r JOIN events e ON e.id = r.event_id
    WHERE r.user_id = ${userId}::uuid ORDER BY e.starts_at, r.id`);
  const host = new URL(links.api).hostname;
  return toICalendar({ name: 'My events', entries: rows.map(row => toEntry(row, host, links)) });
}

const toEntry = (row: Row, host: string, links: Links): CalendarEntry => ({
  uid: `${row.id}@${host}`,
  changedAt: row.changedAt,
  sequence: row.sequence,
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  status: statusOf(row),
  summary: row.title,
  location: row.venue === '' ? (row.onlineUrl ?? undefined) : row.venue,
  url: links.event(row.slug),
});

function statusOf({ status, eventStatus }: Row): CalendarEntry['status'] {
  if (status === 'cancelled' || eventStatus === 'cancelled') return 'CANCELLED';
  return status === 'confirmed' ? 'CONFIRMED' : 'TENTATIVE';
}

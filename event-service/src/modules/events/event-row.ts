import { Prisma } from '../../generated/prisma/client';
import type { EventRow } from './details';

/** A row of {@link eventColumns}. */
export type SelectedEvent = Omit<EventRow, 'seats'> & NonNullable<EventRow['seats']>;

/** All that reads and writes load of an event `e` with its seats `s`, of {@link eventsWithSeats}. */
export const eventColumns = Prisma.sql`
  e.id::text, e.slug, e.title, e.description, e.starts_at AS "startsAt", e.ends_at AS "endsAt", e.timezone,
  e.venue_name AS "venueName", e.venue_address AS "venueAddress", e.venue_city AS "venueCity",
  e.venue_country AS "venueCountry", e.online_url AS "onlineUrl", e.logo_url AS "logoUrl", e.color,
  e.day_starts_at AS "dayStartsAt", e.tags, e.cfp_opens_at AS "cfpOpensAt",
  e.cfp_closes_at AS "cfpClosesAt", e.has_registration AS "hasRegistration",
  e.registration_opens_at AS "registrationOpensAt", e.registration_closes_at AS "registrationClosesAt",
  e.registration_paused AS "registrationPaused", e.schedule_visible::text AS "scheduleVisible", e.listed,
  e.status::text, e.cancel_reason AS "cancelReason", e.cancelled_at AS "cancelledAt",
  e.owner_id::text AS "ownerId", e.moved_version AS "movedVersion", e.retention_days AS "retentionDays",
  e.forgets_at AS "forgetsAt", e.forgotten_at AS "forgottenAt", e.version, e.created_at AS "createdAt",
  e.updated_at AS "updatedAt", s.capacity,
  coalesce(s.taken, 0) AS taken, coalesce(s.waitlisted, 0) AS waitlisted,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role) ORDER BY m.user_id), '[]')
    FROM event_members m WHERE m.event_id = e.id) AS members`;

export const eventsWithSeats = Prisma.sql`events e LEFT JOIN event_seats s ON s.event_id = e.id`;

export const toEventRow = ({ capacity, taken, waitlisted, ...event }: SelectedEvent): EventRow => ({
  ...event,
  seats: { capacity, taken, waitlisted },
});

import type { Sql } from '@ems/chassis/database';
import { Prisma } from '../../generated/prisma/client';
import type { SharedEvent } from '../events';

export interface RegistrationRow {
  id: string;
  eventId: string;
  userId: string | null;
  /** As the account says, or as the walk-in was entered; null once it is erased or forgotten, and before its message came. */
  name: string | null;
  email: string | null;
  status: 'confirmed' | 'waitlisted' | 'cancelled';
  /** On the waitlist, from 1. */
  position: number | null;
  ticketCode: string | null;
  confirmedAt: Date | null;
  /** Of an account whose address is not verified. */
  heldUntil: Date | null;
  cancelledAt: Date | null;
  /** Of the check-in that was not undone. */
  checkedInAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
  event: EventBrief;
}

/** What a registration shows of its event. */
type EventBrief = Pick<SharedEvent, 'id' | 'slug' | 'title' | 'status' | 'startsAt' | 'endsAt' | 'timezone'>;

type FlatRow = Omit<RegistrationRow, 'event'> & {
  [Key in keyof EventBrief as `event${Capitalize<Key>}`]: EventBrief[Key];
};

/** How the person of a registration `r` is called and reached; of an account, `k` is the contact. */
export const contactColumns = Prisma.sql`coalesce(r.name, k.name) AS name, coalesce(r.email, k.email) AS email`;

/** Reads registrations `r` of events `e`; a position is counted, so it has no gaps whoever leaves the waitlist. */
export async function selectRegistrations(sql: Sql, tail: Prisma.Sql): Promise<RegistrationRow[]> {
  const rows = await sql.$queryRaw<FlatRow[]>(Prisma.sql`
    SELECT r.id::text, r.event_id::text AS "eventId", r.user_id::text AS "userId", ${contactColumns}, r.status::text,
      CASE WHEN r.status = 'waitlisted' THEN (
        SELECT count(*)::int FROM registrations w
        WHERE w.event_id = r.event_id AND w.status = 'waitlisted' AND w.waitlist_order <= r.waitlist_order) END AS position,
      r.ticket_code AS "ticketCode", r.confirmed_at AS "confirmedAt", r.held_until AS "heldUntil", r.cancelled_at AS "cancelledAt",
      c.checked_in_at AS "checkedInAt", r.created_at AS "createdAt", r.updated_at AS "updatedAt", r.version,
      e.slug AS "eventSlug", e.title AS "eventTitle", e.status::text AS "eventStatus", e.starts_at AS "eventStartsAt",
      e.ends_at AS "eventEndsAt", e.timezone AS "eventTimezone"
    FROM registrations r JOIN events e ON e.id = r.event_id LEFT JOIN contact_replicas k ON k.id = r.user_id
      LEFT JOIN check_ins c ON c.registration_id = r.id AND c.undone_at IS NULL ${tail}`);
  return rows.map(toRow);
}

function toRow(flat: FlatRow): RegistrationRow {
  const { eventSlug, eventTitle, eventStatus, eventStartsAt, eventEndsAt, eventTimezone, ...own } = flat;
  return {
    ...own,
    event: {
      id: own.eventId,
      slug: eventSlug,
      title: eventTitle,
      status: eventStatus,
      startsAt: eventStartsAt,
      endsAt: eventEndsAt,
      timezone: eventTimezone,
    },
  };
}

const first = async (rows: Promise<RegistrationRow[]>) => (await rows)[0];

export const findRegistration = (sql: Sql, id: string): Promise<RegistrationRow | undefined> =>
  first(selectRegistrations(sql, Prisma.sql`WHERE r.id = ${id}::uuid`));

/** Somebody's one registration for an event that is not cancelled. */
export const findActive = (sql: Sql, eventId: string, userId: string): Promise<RegistrationRow | undefined> =>
  first(
    selectRegistrations(
      sql,
      Prisma.sql`WHERE r.event_id = ${eventId}::uuid AND r.user_id = ${userId}::uuid AND r.status <> 'cancelled'`,
    ),
  );

/** Locks a registration until the transaction ends, FOR NO KEY UPDATE; a person's is the one that is not cancelled. */
export async function lockRegistrationForUpdate(
  sql: Sql,
  eventId: string,
  { id = null, userId = null }: { id?: string | null; userId?: string | null },
): Promise<void> {
  await sql.$queryRaw`
    SELECT 1 FROM registrations
    WHERE event_id = ${eventId}::uuid AND (id = ${id}::uuid OR (user_id = ${userId}::uuid AND status <> 'cancelled'))
    FOR NO KEY UPDATE`;
}

import { newId } from '@ems/chassis/database';
import { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import type { SharedEvent } from '../events';
import { type Allocation, newTicketCode } from '../seats';

export interface RegistrationRow {
  id: string;
  eventId: string;
  userId: string | null;
  status: 'confirmed' | 'waitlisted' | 'cancelled';
  /** On the waitlist, from 1. */
  position: number | null;
  ticketCode: string | null;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  /** Of the check-in that was not undone. */
  checkedInAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
  event: EventBrief;
}

/** What a registration shows of its event. */
type EventBrief = Omit<SharedEvent, 'ownerId' | 'members' | 'cancelledAt'>;

type FlatRow = Omit<RegistrationRow, 'event'> & {
  [Key in keyof EventBrief as `event${Capitalize<Key>}`]: EventBrief[Key];
};

/** Reads registrations `r` of events `e`; a position is counted, so it has no gaps whoever leaves the waitlist. */
export async function selectRegistrations(db: Db | Tx, tail: Prisma.Sql): Promise<RegistrationRow[]> {
  const rows = await db.$queryRaw<FlatRow[]>`
    SELECT r.id::text, r.event_id::text AS "eventId", r.user_id::text AS "userId", r.status::text,
      CASE WHEN r.status = 'waitlisted' THEN (
        SELECT count(*)::int FROM registrations w
        WHERE w.event_id = r.event_id AND w.status = 'waitlisted' AND w.waitlist_order <= r.waitlist_order) END AS position,
      r.ticket_code AS "ticketCode", r.confirmed_at AS "confirmedAt", r.cancelled_at AS "cancelledAt",
      c.checked_in_at AS "checkedInAt", r.created_at AS "createdAt", r.updated_at AS "updatedAt", r.version,
      e.slug AS "eventSlug", e.title AS "eventTitle", e.status::text AS "eventStatus", e.starts_at AS "eventStartsAt",
      e.ends_at AS "eventEndsAt", e.timezone AS "eventTimezone"
    FROM registrations r JOIN events e ON e.id = r.event_id
      LEFT JOIN check_ins c ON c.registration_id = r.id AND c.undone_at IS NULL ${tail}`;
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

export const findRegistration = (db: Db | Tx, id: string): Promise<RegistrationRow | undefined> =>
  first(selectRegistrations(db, Prisma.sql`WHERE r.id = ${id}::uuid`));

export const findByTicket = (db: Db | Tx, eventId: string, code: string): Promise<RegistrationRow | undefined> =>
  first(selectRegistrations(db, Prisma.sql`WHERE r.event_id = ${eventId}::uuid AND r.ticket_code = ${code}`));

/** Somebody's one registration for an event that is not cancelled. */
export const findActive = (db: Db | Tx, eventId: string, userId: string): Promise<RegistrationRow | undefined> =>
  first(
    selectRegistrations(
      db,
      Prisma.sql`WHERE r.event_id = ${eventId}::uuid AND r.user_id = ${userId}::uuid AND r.status <> 'cancelled'`,
    ),
  );

/** Inserts a registration with what it got. Fails on `registrations_one_active_per_user` where the same person was faster. */
export async function insertRegistration(
  tx: Tx,
  event: SharedEvent,
  userId: string,
  allocation: Allocation,
): Promise<RegistrationRow> {
  const isSeat = allocation.status === 'confirmed';
  const { waitlistOrder, position } = isSeat ? { waitlistOrder: null, position: null } : allocation;
  const [inserted] = await tx.$queryRaw<Omit<RegistrationRow, 'event' | 'position' | 'checkedInAt'>[]>`
    INSERT INTO registrations (id, event_id, user_id, status, waitlist_order, ticket_code, confirmed_at)
    VALUES (${newId()}::uuid, ${event.id}::uuid, ${userId}::uuid, ${allocation.status}::"RegistrationStatus",
      ${waitlistOrder}, ${isSeat ? newTicketCode() : null}, CASE WHEN ${isSeat} THEN now() END)
    RETURNING id::text, event_id::text AS "eventId", user_id::text AS "userId", status::text, ticket_code AS "ticketCode",
      confirmed_at AS "confirmedAt", cancelled_at AS "cancelledAt", created_at AS "createdAt", updated_at AS "updatedAt",
      version`;
  if (!inserted) throw new Error('an insert returned nothing');
  return { ...inserted, position, checkedInAt: null, event };
}

import { newId, type Sql } from '@ems/chassis/database';
import type { SharedEvent } from '../events';
import { newTicketCode } from '../seats';
import { contactColumns, type RegistrationRow } from './repository';

/** Who has an account, or somebody at the door who has none. */
export type Attendee = { userId: string } | WalkIn;

export interface WalkIn {
  name: string;
  email: string | null;
  /** Finds the address when its account is erased. */
  emailDigest: string | null;
}

const nobody = { userId: null, name: null, email: null, emailDigest: null };

/**
 * Registers somebody with a seat, or who has an account with the next place on the waitlist, in one statement, of which the database
 * counts the seats itself; from its beginning on this transaction holds the lock of the counter row, so whoever wants the next seat
 * waits for its end. Fails on `registrations_one_active_per_user` where the same person was faster.
 * @returns undefined for a walk-in where all seats are taken
 */
export async function takeSeat(sql: Sql, event: SharedEvent, attendee: Attendee): Promise<RegistrationRow | undefined> {
  const { userId, name, email, emailDigest } = { ...nobody, ...attendee };
  const [registered] = await sql.$queryRaw<Omit<RegistrationRow, 'event' | 'checkedInAt' | 'heldUntil'>[]>`
    WITH counted AS (
      SELECT event_id, taken < coalesce(capacity, 2147483647) AS seated, waitlisted + 1 AS position, last_waitlist_order
      FROM event_seats
      WHERE event_id = ${event.id}::uuid AND (${userId !== null} OR taken < coalesce(capacity, 2147483647))
      FOR UPDATE),
    registered AS (
      INSERT INTO registrations (id, event_id, user_id, name, email, email_digest, status, waitlist_order, ticket_code, confirmed_at)
      SELECT ${newId()}::uuid, event_id, ${userId}::uuid, ${name}::text, ${email}::text, ${emailDigest}::text,
        (CASE WHEN seated THEN 'confirmed' ELSE 'waitlisted' END)::"RegistrationStatus",
        CASE WHEN NOT seated THEN last_waitlist_order + 1 END, CASE WHEN seated THEN ${newTicketCode()} END,
        CASE WHEN seated THEN now() END
      FROM counted
      RETURNING *)
    SELECT r.id::text, r.event_id::text AS "eventId", r.user_id::text AS "userId", ${contactColumns}, r.status::text,
      CASE WHEN NOT c.seated THEN c.position END AS position,
      r.ticket_code AS "ticketCode", r.confirmed_at AS "confirmedAt", r.cancelled_at AS "cancelledAt",
      r.created_at AS "createdAt", r.updated_at AS "updatedAt", r.version
    FROM counted c CROSS JOIN registered r LEFT JOIN contact_replicas k ON k.id = r.user_id`;
  return registered && { ...registered, checkedInAt: null, heldUntil: null, event };
}

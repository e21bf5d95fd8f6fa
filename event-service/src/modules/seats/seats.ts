import type { Sql } from '@ems/chassis/database';
import { publishRegistration, registrationPromoted } from '../../messaging/published';
import { newTicketCode, type TicketSeal } from './ticket';

/** Locks the counter row (FOR UPDATE). Taken before any registration's row, always, so that no two wait for one another. */
export async function lockSeatsForUpdate(sql: Sql, eventId: string): Promise<void> {
  await sql.$queryRaw`SELECT 1 FROM event_seats WHERE event_id = ${eventId}::uuid FOR UPDATE`;
}

/** Gives all free seats to the waitlist, in its order, with a message each. The counter row must be locked. */
export async function promoteWaitlist(sql: Sql, eventId: string, ticketSeal: TicketSeal): Promise<void> {
  const next = await sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM registrations WHERE event_id = ${eventId}::uuid AND status = 'waitlisted' ORDER BY waitlist_order
    LIMIT (SELECT coalesce(capacity - taken, waitlisted) FROM event_seats WHERE event_id = ${eventId}::uuid)`;
  if (next.length === 0) return;
  const ids = next.map(({ id }) => id);
  const codes = ids.map(newTicketCode);
  const promoted = await sql.$queryRaw<{ id: string; userId: string; ticketCode: string; version: number }[]>`
    UPDATE registrations r SET status = 'confirmed', ticket_code = given.code, confirmed_at = now(), updated_at = now(),
      version = version + 1
    FROM unnest(${ids}::uuid[], ${codes}::text[]) AS given(id, code) WHERE r.id = given.id
    RETURNING r.id::text, r.user_id::text AS "userId", r.ticket_code AS "ticketCode", r.version`;
  // Who has no account never waits.
  const seated = { eventId, status: 'confirmed', position: null, name: null, email: null } as const;
  for (const { ticketCode, ...registration } of promoted) {
    const sealedTicket = ticketSeal.seal(ticketCode);
    await publishRegistration(sql, registrationPromoted, { ...registration, ...seated }, { sealedTicket });
  }
}

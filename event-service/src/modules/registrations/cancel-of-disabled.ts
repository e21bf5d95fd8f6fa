import type { Sql } from '@ems/chassis/database';
import type { TicketSeal } from '../seats';
import { type Active, endRegistration } from './end-registration';

/**
 * Cancels the registrations of disabled accounts for events that are not over: who waits longest gets the seat. Whoever is checked
 * in keeps it, as with every cancellation.
 * @param userIds of accounts that a message has called disabled; of those that are active again since then nothing is cancelled
 */
export async function cancelRegistrationsOfDisabled(
  sql: Sql,
  userIds: readonly string[],
  ticketSeal: TicketSeal,
): Promise<void> {
  if (userIds.length === 0) return;
  const active = await sql.$queryRaw<Active[]>`
    SELECT r.id::text, r.event_id::text AS "eventId"
    FROM registrations r JOIN token_subjects a ON a.id = r.user_id JOIN events e ON e.id = r.event_id
    WHERE r.user_id = ANY (${userIds}::uuid[]) AND a.disabled AND r.status <> 'cancelled'
      AND e.status = 'published' AND e.ends_at > now()
      AND NOT EXISTS (SELECT FROM check_ins c WHERE c.registration_id = r.id AND c.undone_at IS NULL)
    ORDER BY r.event_id, r.id`;
  for (const registration of active) await endRegistration(sql, registration, { ticketSeal });
}

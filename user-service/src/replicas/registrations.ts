import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { RegistrationState } from '@ems/contracts';

export type RegistrationMessage = Message<RegistrationState & { checkedInAt?: string }>;

/** Stores who has a seat at an event or waits for one, unless something newer is known, or the registration is forgotten. */
export async function upsertRegistrations(sql: Sql, messages: readonly RegistrationMessage[]): Promise<void> {
  const rows = newestOf(messages).map(({ sequence, data }) => ({
    ...data,
    version: sequence,
  }));
  await sql.$executeRaw`
    INSERT INTO registration_replicas AS existing (id, version, event_id, user_id, status, position, name, email)
    SELECT id, version, "eventId", "userId", status, position, name, email
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (id uuid, version int, "eventId" uuid, "userId" uuid,
      status text, position int, name text, email text) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, user_id = excluded.user_id, status = excluded.status,
      position = excluded.position, name = excluded.name, email = excluded.email,
      sealed_ticket = CASE WHEN excluded.status = 'confirmed' THEN existing.sealed_ticket END
    WHERE existing.version < excluded.version AND NOT existing.forgotten`;
  await addTickets(sql, messages);
}

/** A ticket, and that somebody has come, are facts of their own messages, whichever of these comes last. */
async function addTickets(sql: Sql, messages: readonly RegistrationMessage[]): Promise<void> {
  const rows = messages
    .filter(({ data }) => data.sealedTicket !== undefined || data.checkedInAt !== undefined)
    .map(({ sequence, data }) => ({ ...data, version: sequence }));
  if (rows.length === 0) return;
  await sql.$executeRaw`
    UPDATE registration_replicas SET checked_in = checked_in OR was_checked_in,
      sealed_ticket = CASE WHEN status = 'confirmed' THEN coalesce(ticket, sealed_ticket) END
    FROM (
      SELECT id AS of_id, bool_or("checkedInAt" IS NOT NULL) AS was_checked_in,
        (array_agg("sealedTicket" ORDER BY version DESC) FILTER (WHERE "sealedTicket" IS NOT NULL))[1] AS ticket
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r (id uuid, version int, "sealedTicket" text, "checkedInAt" timestamptz) GROUP BY id) AS news
    WHERE id = of_id AND NOT forgotten`;
}

/** Empties what is personal of registrations, for good, and deletes their mails. */
export async function forgetRegistrations(
  sql: Sql,
  messages: readonly Message<{ id: string; eventId: string }>[],
): Promise<void> {
  const rows = newestOf(messages).map(({ data, sequence }) => ({ ...data, version: sequence }));
  await sql.$executeRaw`
    INSERT INTO registration_replicas AS existing (id, version, event_id, status, forgotten)
    SELECT id, version, "eventId", 'cancelled', true
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (id uuid, version int, "eventId" uuid) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = greatest(existing.version, excluded.version), user_id = NULL, name = NULL,
      email = NULL, sealed_ticket = NULL, forgotten = true`;
  await sql.$executeRaw`DELETE FROM mails WHERE registration_id = ANY(${rows.map(({ id }) => id)}::uuid[])`;
}

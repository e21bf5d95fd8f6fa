import type { Sql } from '@ems/chassis/database';
import { publishRegistration, registrationCancelled } from '../../messaging/published';
import { lockSeatsForUpdate, promoteWaitlist, type TicketSeal } from '../seats';

/** A registration that may still be active. */
export interface Active {
  id: string;
  eventId: string;
}

interface Ending {
  /** Whether the account leaves no id. */
  isErased?: boolean;
  /** Only if it was held no longer than until then. */
  heldUntil?: Date | null;
  ticketSeal: TicketSeal;
}

async function isCheckedIn(sql: Sql, id: string): Promise<boolean> {
  const found = await sql.$queryRaw<unknown[]>`
    SELECT 1 FROM check_ins WHERE registration_id = ${id}::uuid AND undone_at IS NULL`;
  return found.length > 0;
}

/**
 * Cancels a registration for what has become of its account; who waits longest gets the seat. Nothing happens to one that was
 * cancelled meanwhile, nor, unless the account is erased, to one by which somebody is checked in.
 */
export async function endRegistration(
  sql: Sql,
  { id, eventId }: Active,
  { isErased = false, heldUntil = null, ticketSeal }: Ending,
): Promise<void> {
  // The event, then its seats, then the registration: the order in which everybody locks them.
  await sql.$queryRaw`SELECT 1 FROM events WHERE id = ${eventId}::uuid FOR SHARE`;
  await lockSeatsForUpdate(sql, eventId);
  const [before] = await sql.$queryRaw<{ status: 'confirmed' | 'waitlisted' | 'cancelled' }[]>`
    SELECT status::text FROM registrations
    WHERE id = ${id}::uuid AND (${heldUntil}::timestamptz IS NULL OR held_until <= ${heldUntil}::timestamptz) FOR UPDATE`;
  if (!before || before.status === 'cancelled') return;
  // A check-in locks the registration, too.
  if (!isErased && (await isCheckedIn(sql, id))) return;
  const [after] = await sql.$queryRaw<{ userId: string | null; version: number }[]>`
    UPDATE registrations SET status = 'cancelled', user_id = CASE WHEN NOT ${isErased} THEN user_id END,
      cancelled_at = now(), updated_at = now(), version = version + 1
    WHERE id = ${id}::uuid RETURNING user_id::text AS "userId", version`;
  if (!after) throw new Error('a registration is gone while it is locked');
  const cancelled = { id, eventId, ...after, status: 'cancelled', position: null, name: null, email: null } as const;
  await publishRegistration(sql, registrationCancelled, cancelled, { cause: 'account' });
  await promoteWaitlist(sql, eventId, ticketSeal);
}

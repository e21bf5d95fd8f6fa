import { allInOrder, fromJson, type SqlTransaction } from '@ems/chassis/database';
import type { CheckIn } from '../../generated/prisma/client';
import { eventIdOf } from '../events';
import { contactColumns, type RegistrationRow } from '../registrations';

/** The registration of a ticket, with all that a scan of it is decided by. */
export interface Scanned
  extends Pick<RegistrationRow, 'id' | 'eventId' | 'userId' | 'name' | 'email' | 'status' | 'cancelledAt' | 'version'> {
  /** What the scan's nonce stands for already. */
  sent: CheckIn | null;
  /** Their check-in that was not undone. */
  active: CheckIn | null;
  /** When a check-in was undone last, if that was after the scan: the scan is part of what was undone, even if it arrives only now. */
  undoneSince: Date | null;
}

type Json = Record<string, unknown>;

type Loaded = Omit<Scanned, 'sent' | 'active'> & { sent: Json | null; active: Json | null };

/**
 * Locks the registration of a ticket until the transaction ends, and reads it, in one round trip. Cancellations lock the same
 * row, so a ticket stays valid while it is scanned; scans of other tickets do not wait.
 * @param ref the event's id or slug
 */
export async function lockScannedForUpdate(
  sql: SqlTransaction,
  ref: string,
  ticketCode: string,
  nonce: string | null,
  at: Date,
): Promise<Scanned | undefined> {
  const [, [loaded]] = await allInOrder([
    sql.$queryRaw`SELECT 1 FROM registrations WHERE ticket_code = ${ticketCode} FOR NO KEY UPDATE`,
    sql.$queryRaw<Loaded[]>`
      SELECT r.id::text, r.event_id::text AS "eventId", r.user_id::text AS "userId", ${contactColumns}, r.status::text,
        r.cancelled_at AS "cancelledAt", r.version,
        (SELECT to_jsonb(c) FROM check_ins c WHERE c.event_id = r.event_id AND c.nonce = ${nonce}) AS sent,
        (SELECT to_jsonb(c) FROM check_ins c WHERE c.registration_id = r.id AND c.undone_at IS NULL) AS active,
        (SELECT max(c.undone_at) FROM check_ins c WHERE c.registration_id = r.id AND c.undone_at >= ${at}) AS "undoneSince"
      FROM registrations r LEFT JOIN contact_replicas k ON k.id = r.user_id
      WHERE r.ticket_code = ${ticketCode}
        AND r.event_id = ${eventIdOf(ref)}`,
  ]);
  return (
    loaded && {
      ...loaded,
      sent: loaded.sent && fromJson(loaded.sent),
      active: loaded.active && fromJson(loaded.active),
    }
  );
}

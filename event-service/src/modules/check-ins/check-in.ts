import { allInOrder, newId, type SqlTransaction, statement } from '@ems/chassis/database';
import { invalidField, notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { CheckIn } from '../../generated/prisma/client';
import { checkInMessage } from '../../messaging/published';
import { problem } from '../../shared/problem';
import { lockEventForShare, requireCheckInStaff } from '../events';
import { readTicketCode } from '../seats';
import { lockScannedForUpdate, type Scanned } from './scanned';
import { clockToleranceMs, type Scan } from './schemas';

export interface CheckInResult {
  checkIn: Pick<CheckIn, 'id' | 'eventId' | 'registrationId' | 'checkedInAt'>;
  registration: Scanned;
  /** False for the scan that checked them in first, however often it is sent. */
  alreadyCheckedIn: boolean;
}

/** Of what was cancelled, only scans of before then count. */
const wasCancelled = (status: string, cancelledAt: Date | null, at: Date): boolean =>
  status === 'cancelled' && (cancelledAt === null || cancelledAt <= at);

/**
 * Checks somebody in by their ticket, once, at the time of the earliest scan, whichever arrives first.
 * @throws DomainError 403 for others than team and stewards, 404 for a ticket of no registration of this event, 409 for one
 * that was not valid when it was scanned
 */
export async function checkIn(
  sql: SqlTransaction,
  ref: string,
  { caller, now }: Change,
  scan: Scan,
): Promise<CheckInResult> {
  const at = scan.at ?? now;
  const nonce = scan.nonce ?? null;
  const [event, registration] = await allInOrder([
    lockEventForShare(sql, ref, caller),
    lockScannedForUpdate(sql, ref, readTicketCode(scan.ticketCode), nonce, at),
  ]);
  requireCheckInStaff(event, caller);
  if (at.getTime() > now.getTime() + clockToleranceMs)
    throw invalidField('#/at', 'in-the-future', 'Must not be in the future');
  if (wasCancelled(event.status, event.cancelledAt, at)) throw problem('event.cancelled', 'The event is cancelled.');
  if (!registration) throw notFound('ticket of this event');
  if (wasCancelled(registration.status, registration.cancelledAt, at)) {
    throw problem('registration.cancelled', 'The registration of this ticket was cancelled.');
  }
  const existing = requireSame(registration);
  const { undoneSince } = registration;
  if (existing) {
    const alreadyCheckedIn = nonce === null || existing.nonce !== nonce;
    if (undoneSince || at >= existing.checkedInAt) return { checkIn: existing, registration, alreadyCheckedIn };
    await moveToEarlier(sql, existing.id, registration, at);
    return { checkIn: { ...existing, checkedInAt: at }, registration, alreadyCheckedIn };
  }
  if (undoneSince) throw undone(undoneSince);
  const { id: registrationId, eventId } = registration;
  const made = { id: newId(), eventId, registrationId, checkedInAt: at, checkedInBy: caller.userId, nonce };
  await insertCheckIn(sql, made, registration);
  return { checkIn: made, registration, alreadyCheckedIn: false };
}

/** @throws DomainError 409 when the scan was sent before, with another ticket, or its check-in was undone */
function requireSame({ id, sent, active }: Scanned): CheckIn | null {
  if (sent && sent.registrationId !== id) throw nonceReused();
  if (sent?.undoneAt) throw undone(sent.undoneAt);
  return sent ?? active;
}

export const nonceReused = () => problem('check-in.nonce-reused', 'This nonce came before, with another ticket.');

const undone = (undoneAt: Date) =>
  problem('check-in.undone', 'This check-in was undone; scan the ticket again.', { undoneAt: undoneAt.toISOString() });

async function insertCheckIn(
  sql: SqlTransaction,
  {
    id,
    eventId,
    registrationId,
    checkedInAt,
    checkedInBy,
    nonce,
  }: Omit<CheckIn, 'recordedAt' | 'undoneAt' | 'undoneBy'>,
  registration: Scanned,
): Promise<void> {
  await sql.finish(
    statement`
      INSERT INTO check_ins (id, event_id, registration_id, checked_in_at, checked_in_by, nonce)
      VALUES (${id}::uuid, ${eventId}::uuid, ${registrationId}::uuid, ${checkedInAt}, ${checkedInBy}::uuid, ${nonce})`,
    ...raiseVersion(registration, checkedInAt),
  );
}

/** A scan that arrives after a later one of the same person. */
async function moveToEarlier(sql: SqlTransaction, id: string, registration: Scanned, at: Date): Promise<void> {
  await sql.finish(
    statement`UPDATE check_ins SET checked_in_at = ${at} WHERE id = ${id}::uuid`,
    ...raiseVersion(registration, at),
  );
}

/** The next version of a locked registration, which tells when somebody came. */
const raiseVersion = (registration: Scanned, checkedInAt: Date) => {
  const version = registration.version + 1;
  return [
    statement`
      UPDATE registrations SET version = ${version}, updated_at = now() WHERE id = ${registration.id}::uuid`,
    checkInMessage({ ...registration, position: null, version }, checkedInAt),
  ];
};

import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { conflict, invalidField, notFound } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { registrationCheckedIn } from '@ems/contracts';
import type { CheckIn } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import type { HeldEvent } from '../events';
import { findByTicket, findRegistration, type RegistrationRow, toRegistrationState } from '../registrations';
import { lockSeats, readTicketCode } from '../seats';
import { clockToleranceMs, type Scan } from './schemas';

export interface CheckedIn {
  checkIn: CheckIn;
  registration: RegistrationRow;
  /** False for the scan that let them in, however often it is sent. */
  already: boolean;
}

/**
 * Lets somebody in by their ticket, once; a later scan finds the first.
 * @param event held by this transaction
 * @throws DomainError 404 for a ticket of no registration of this event, 409 for one that does not let anybody in
 */
export async function checkIn(tx: Tx, event: HeldEvent, scan: Scan, caller: Caller, now: Date): Promise<CheckedIn> {
  const at = scan.at ?? now;
  if (at.getTime() > now.getTime() + clockToleranceMs)
    throw invalidField('#/at', 'future', 'Must not be in the future');
  if (event.status === 'cancelled') throw conflict('check-in.event-cancelled', 'The event is cancelled.');
  // Cancellations hold the same row, so a ticket cannot lapse while it is scanned.
  await lockSeats(tx, event.id);
  const registration = await findByTicket(tx, event.id, readTicketCode(scan.ticketCode));
  if (!registration) throw notFound('ticket of this event');
  if (registration.status !== 'confirmed') {
    throw conflict('check-in.ticket-cancelled', 'The registration of this ticket was cancelled.');
  }
  const standing = await findStanding(tx, event.id, registration.id, scan.nonce);
  if (standing) return { checkIn: standing, registration, already: !isSame(standing, scan.nonce) };
  await requireNotUndone(tx, registration.id, at);
  return { checkIn: await letIn(tx, registration, { ...scan, at }, caller), registration, already: false };
}

const isSame = ({ nonce }: CheckIn, sent: string | undefined) => sent !== undefined && nonce === sent;

/** @throws DomainError 409 when the scan was sent before, with another ticket, or was undone since */
async function findStanding(tx: Tx, eventId: string, registrationId: string, nonce: string | undefined) {
  const sent =
    nonce === undefined ? null : await tx.checkIn.findUnique({ where: { eventId_nonce: { eventId, nonce } } });
  if (sent && sent.registrationId !== registrationId) {
    throw conflict('check-in.nonce-reused', 'This nonce came before, with another ticket.');
  }
  if (sent?.undoneAt) throw undone(sent.undoneAt);
  return sent ?? tx.checkIn.findFirst({ where: { registrationId, undoneAt: null } });
}

/** What was scanned before the team undid a check-in is what they undid, even if it arrives only now. */
async function requireNotUndone(tx: Tx, registrationId: string, at: Date): Promise<void> {
  const last = await tx.checkIn.findFirst({
    where: { registrationId, undoneAt: { gte: at } },
    orderBy: { undoneAt: 'desc' },
  });
  if (last?.undoneAt) throw undone(last.undoneAt);
}

const undone = (undoneAt: Date) =>
  conflict('check-in.undone', 'This check-in was undone; scan the ticket again.', { undoneAt: undoneAt.toISOString() });

async function letIn(
  tx: Tx,
  { id, eventId }: RegistrationRow,
  { at, nonce }: Scan & { at: Date },
  { userId }: Caller,
): Promise<CheckIn> {
  await raiseVersion(tx, id);
  const checkIn = await tx.checkIn.create({
    data: {
      id: newId(),
      eventId,
      registrationId: id,
      checkedInAt: at,
      checkedInBy: userId,
      nonce: nonce ?? null,
    },
  });
  const changed = await findRegistration(tx, id);
  if (!changed) throw new Error('a registration is gone while its event is held');
  const state = { ...toRegistrationState(changed), checkedInAt: at.toISOString() };
  await record(tx, registrationCheckedIn, id, changed.version, state);
  return checkIn;
}

const raiseVersion = (tx: Tx, id: string) =>
  tx.$executeRaw`UPDATE registrations SET version = version + 1, updated_at = now() WHERE id = ${id}::uuid`;

/**
 * Takes a check-in back; again, it changes nothing.
 * @throws DomainError 404
 */
export async function undoCheckIn(tx: Tx, event: HeldEvent, id: string, { userId }: Caller): Promise<void> {
  await lockSeats(tx, event.id);
  const found = await tx.checkIn.findUnique({ where: { id } });
  if (found?.eventId !== event.id) throw notFound('check-in');
  if (found.undoneAt) return;
  await tx.checkIn.update({ where: { id }, data: { undoneAt: new Date(), undoneBy: userId } });
  await raiseVersion(tx, found.registrationId);
}

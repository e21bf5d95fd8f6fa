import { newId } from '@ems/chassis/database';
import { invalidField, notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { CheckIn } from '../../generated/prisma/client';
import { publishCheckIn } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { lockEventForShare, requireCheckInStaff, type SharedEvent } from '../events';
import { findByTicket, findRegistration, type RegistrationRow } from '../registrations';
import { lockSeatsForUpdate, readTicketCode } from '../seats';
import { clockToleranceMs, type Scan } from './schemas';

export interface CheckInResult {
  checkIn: CheckIn;
  registration: RegistrationRow;
  /** False for the scan that checked them in first, however often it is sent. */
  alreadyCheckedIn: boolean;
}

async function lockEventForCheckIn(tx: Tx, ref: string, { caller }: Change): Promise<SharedEvent> {
  const event = await lockEventForShare(tx, ref, caller);
  requireCheckInStaff(event, caller);
  return event;
}

/** Of what was cancelled, only scans of before then count. */
const wasCancelled = (status: string, cancelledAt: Date | null, at: Date): boolean =>
  status === 'cancelled' && (cancelledAt === null || cancelledAt <= at);

/**
 * Checks somebody in by their ticket, once, at the time of the earliest scan, whichever arrives first.
 * @throws DomainError 403 for others than team and stewards, 404 for a ticket of no registration of this event, 409 for one
 * that was not valid when it was scanned
 */
export async function checkIn(tx: Tx, ref: string, change: Change, scan: Scan): Promise<CheckInResult> {
  const event = await lockEventForCheckIn(tx, ref, change);
  const { now } = change;
  const at = scan.at ?? now;
  if (at.getTime() > now.getTime() + clockToleranceMs)
    throw invalidField('#/at', 'in-the-future', 'Must not be in the future');
  if (wasCancelled(event.status, event.cancelledAt, at)) throw problem('event.cancelled', 'The event is cancelled.');
  // Cancellations lock the same row, so a ticket stays valid while it is scanned.
  await lockSeatsForUpdate(tx, event.id);
  const registration = await findByTicket(tx, event.id, readTicketCode(scan.ticketCode));
  if (!registration) throw notFound('ticket of this event');
  if (wasCancelled(registration.status, registration.cancelledAt, at)) {
    throw problem('registration.cancelled', 'The registration of this ticket was cancelled.');
  }
  const existing = await findExisting(tx, event.id, registration.id, scan.nonce);
  const undoneAt = await lastUndoneSince(tx, registration.id, at);
  if (existing) {
    const checkIn = undoneAt || at >= existing.checkedInAt ? existing : await moveToEarlier(tx, existing, at);
    return { checkIn, registration, alreadyCheckedIn: !isSameScan(existing, scan.nonce) };
  }
  if (undoneAt) throw undone(undoneAt);
  const inserted = await insertCheckIn(tx, registration, { ...scan, at }, change);
  return { checkIn: inserted, registration, alreadyCheckedIn: false };
}

const isSameScan = ({ nonce }: CheckIn, sent: string | undefined) => sent !== undefined && nonce === sent;

/** @throws DomainError 409 when the scan was sent before, with another ticket, or its check-in was undone */
async function findExisting(tx: Tx, eventId: string, registrationId: string, nonce: string | undefined) {
  const sent =
    nonce === undefined ? null : await tx.checkIn.findUnique({ where: { eventId_nonce: { eventId, nonce } } });
  if (sent && sent.registrationId !== registrationId) {
    throw problem('check-in.nonce-reused', 'This nonce came before, with another ticket.');
  }
  if (sent?.undoneAt) throw undone(sent.undoneAt);
  return sent ?? tx.checkIn.findFirst({ where: { registrationId, undoneAt: null } });
}

/** A scan of before a check-in was undone is part of what was undone, even if it arrives only now. */
async function lastUndoneSince(tx: Tx, registrationId: string, at: Date): Promise<Date | null> {
  const last = await tx.checkIn.findFirst({
    where: { registrationId, undoneAt: { gte: at } },
    orderBy: { undoneAt: 'desc' },
  });
  return last?.undoneAt ?? null;
}

const undone = (undoneAt: Date) =>
  problem('check-in.undone', 'This check-in was undone; scan the ticket again.', { undoneAt: undoneAt.toISOString() });

async function insertCheckIn(
  tx: Tx,
  { id, eventId }: RegistrationRow,
  { at, nonce }: Scan & { at: Date },
  { caller }: Change,
): Promise<CheckIn> {
  await raiseVersion(tx, id);
  const inserted = await tx.checkIn.create({
    data: {
      id: newId(),
      eventId,
      registrationId: id,
      checkedInAt: at,
      checkedInBy: caller.userId,
      nonce: nonce ?? null,
    },
  });
  await publishScan(tx, inserted);
  return inserted;
}

/** A scan that arrives after a later one of the same person. */
async function moveToEarlier(tx: Tx, { id, registrationId }: CheckIn, at: Date): Promise<CheckIn> {
  await raiseVersion(tx, registrationId);
  const moved = await tx.checkIn.update({ where: { id }, data: { checkedInAt: at } });
  await publishScan(tx, moved);
  return moved;
}

async function publishScan(tx: Tx, { registrationId, checkedInAt }: CheckIn): Promise<void> {
  const registration = await findRegistration(tx, registrationId);
  if (!registration) throw new Error('a registration is gone while its event is locked');
  await publishCheckIn(tx, registration, checkedInAt);
}

const raiseVersion = (tx: Tx, id: string) =>
  tx.$executeRaw`UPDATE registrations SET version = version + 1, updated_at = now() WHERE id = ${id}::uuid`;

/**
 * Undoes a check-in; again, it changes nothing.
 * @throws DomainError 403 for others than team and stewards, 404
 */
export async function undoCheckIn(tx: Tx, ref: string, change: Change, id: string): Promise<void> {
  const event = await lockEventForCheckIn(tx, ref, change);
  await lockSeatsForUpdate(tx, event.id);
  const found = await tx.checkIn.findUnique({ where: { id } });
  if (found?.eventId !== event.id) throw notFound('check-in');
  if (found.undoneAt) return;
  await tx.checkIn.update({ where: { id }, data: { undoneAt: change.now, undoneBy: change.caller.userId } });
  await raiseVersion(tx, found.registrationId);
}

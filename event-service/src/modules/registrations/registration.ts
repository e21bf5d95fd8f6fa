import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import {
  publishRegistration,
  registrationCancelled,
  registrationConfirmed,
  registrationWaitlisted,
} from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { lockEventForShare, requireOrganizer, type SharedEvent } from '../events';
import { lockSeatsForUpdate, releaseSeat, takeSeat } from '../seats';
import { requireReadable, requireRegistrationOpen } from './access';
import { findActive, findRegistration, insertRegistration, type RegistrationRow } from './repository';
import { toRegistrationView } from './schemas';

/**
 * Gives the caller a seat, or the next place on the waitlist; or the registration that they have already.
 * @param ref the event's id or slug
 * @throws DomainError 404 for an event that they may not know of, 409 when registration is not open
 */
export async function register(
  tx: Tx,
  ref: string,
  { caller, now }: Change,
): Promise<{ isNew: boolean; registration: RegistrationRow }> {
  const event = await lockEventForShare(tx, ref, caller);
  const existing = await findActive(tx, event.id, caller.userId);
  if (existing) return { isNew: false, registration: existing };
  requireRegistrationOpen(event, now);
  const allocation = await takeSeat(tx, event.id);
  const registration = await insertRegistration(tx, event, caller.userId, allocation);
  const contract = allocation.status === 'confirmed' ? registrationConfirmed : registrationWaitlisted;
  await publishRegistration(tx, contract, registration);
  return { isNew: true, registration };
}

/**
 * Cancels the caller's own registration for an event.
 * @throws DomainError 404 where they have none, 409 like {@link cancelRegistration}
 */
export async function cancelMyRegistration(tx: Tx, ref: string, change: Change): Promise<void> {
  const { caller, now, requireIfMatch } = change;
  const event = await lockEventForShare(tx, ref, caller);
  await cancel(tx, event, now, async () => {
    const own = await findActive(tx, event.id, caller.userId);
    if (!own) throw notFound('registration');
    requireIfMatch(toRegistrationView(own, change));
    return own;
  });
}

/**
 * Cancels a registration, by the registered person or the event's team; who waits longest gets the seat, in the same transaction.
 * @throws DomainError 404 or 403 for others, 409 when registration is not open any more, or the person is checked in
 */
export async function cancelRegistration(tx: Tx, ref: string, change: Change, registrationId: string): Promise<void> {
  const { caller, now, requireIfMatch } = change;
  const event = await lockEventForShare(tx, ref, caller);
  await cancel(tx, event, now, async () => {
    const row = await findRegistration(tx, registrationId);
    requireReadable(row, event, caller);
    if (row.userId !== caller.userId) requireOrganizer(event, caller);
    requireIfMatch(toRegistrationView(row, change));
    return row;
  });
}

/** @param find reads the registration once nothing about the event's seats can change any more, and checks who may cancel it */
async function cancel(tx: Tx, event: SharedEvent, now: Date, find: () => Promise<RegistrationRow>): Promise<void> {
  requireRegistrationOpen(event, now);
  await lockSeatsForUpdate(tx, event.id);
  const { id, status, checkedInAt } = await find();
  if (status === 'cancelled') return;
  if (checkedInAt)
    throw problem('registration.checked-in', 'Whoever is checked in keeps the seat.', {
      checkedInAt: checkedInAt.toISOString(),
    });
  await tx.$executeRaw`
    UPDATE registrations SET status = 'cancelled', cancelled_at = now(), updated_at = now(), version = version + 1
    WHERE id = ${id}::uuid`;
  const cancelled = await findRegistration(tx, id);
  if (!cancelled) throw new Error('a registration is gone within its own transaction');
  await publishRegistration(tx, registrationCancelled, cancelled);
  await releaseSeat(tx, event.id, status);
}

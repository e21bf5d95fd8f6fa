import type { Caller } from '@ems/chassis/auth';
import { record } from '@ems/chassis/messaging';
import { registrationConfirmed, registrationWaitlisted } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { holdEvent } from '../events';
import { takeSeat } from '../seats';
import { requireOpen } from './open';
import { findLive, insertRegistration, type RegistrationRow } from './repository';
import { toRegistrationState } from './view';

/**
 * Gives the caller a seat, or the next place in line; or what they have already.
 * @param ref the event's id or slug
 * @throws DomainError 404 for an event that they may not know of, 409 when registration is not open
 */
export async function register(
  tx: Tx,
  ref: string,
  caller: Caller,
): Promise<{ isNew: boolean; registration: RegistrationRow }> {
  const event = await holdEvent(tx, ref, caller);
  const standing = await findLive(tx, event.id, caller.userId);
  if (standing) return { isNew: false, registration: standing };
  requireOpen(event, new Date());
  const place = await takeSeat(tx, event.id);
  const registration = await insertRegistration(tx, event, caller.userId, place);
  const fact = place.status === 'confirmed' ? registrationConfirmed : registrationWaitlisted;
  await record(tx, fact, registration.id, registration.version, toRegistrationState(registration));
  return { isNew: true, registration };
}

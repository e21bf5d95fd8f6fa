import { conflict } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { registrationCancelled } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import type { HeldEvent } from '../events';
import { giveUp, lockSeats } from '../seats';
import { requireOpen } from './open';
import { findRegistration, type RegistrationRow } from './repository';
import { toRegistrationState } from './view';

/**
 * Cancels the registration that `find` names once nothing about the event's seats can change any more; who waits longest
 * gets the seat, in the same transaction.
 * @param event held by this transaction
 * @param find also refuses whom it is not for
 * @throws DomainError 409 when the event is not open any more, or the person is in
 */
export async function cancel(tx: Tx, event: HeldEvent, find: () => Promise<RegistrationRow>): Promise<void> {
  requireOpen(event, new Date());
  await lockSeats(tx, event.id);
  const { id, status, checkedInAt } = await find();
  if (status === 'cancelled') return;
  if (checkedInAt) throw conflict('registration.checked-in', 'Whoever has come in keeps the seat.', { checkedInAt });
  await tx.$executeRaw`
    UPDATE registrations SET status = 'cancelled', cancelled_at = now(), updated_at = now(), version = version + 1
    WHERE id = ${id}::uuid`;
  const cancelled = await findRegistration(tx, id);
  if (!cancelled) throw new Error('a registration is gone within its own transaction');
  await record(tx, registrationCancelled, id, cancelled.version, toRegistrationState(cancelled));
  await giveUp(tx, event.id, status);
}

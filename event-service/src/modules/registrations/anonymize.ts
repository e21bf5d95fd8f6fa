import type { Tx } from '../../shared/database';
import type { TicketSeal } from '../seats';
import { type Active, endRegistration } from './end-registration';

/**
 * Cancels all registrations of an erased person, whatever the event's status: who waits longest gets the seat. Registrations
 * that were cancelled before, and check-ins, stay without a person.
 */
export async function anonymizeRegistrations(tx: Tx, userId: string, ticketSeal: TicketSeal): Promise<void> {
  const active = await tx.$queryRaw<Active[]>`
    SELECT id::text, event_id::text AS "eventId" FROM registrations
    WHERE user_id = ${userId}::uuid AND status <> 'cancelled' ORDER BY event_id`;
  for (const registration of active) await endRegistration(tx, registration, { isErased: true, ticketSeal });
  await tx.registration.updateMany({ where: { userId }, data: { userId: null } });
  await tx.checkIn.updateMany({ where: { checkedInBy: userId }, data: { checkedInBy: null } });
  await tx.checkIn.updateMany({ where: { undoneBy: userId }, data: { undoneBy: null } });
}

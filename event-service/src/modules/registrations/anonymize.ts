import type { Tx } from '../../shared/database';
import type { TicketSeal } from '../seats';
import { type Active, endRegistration } from './end-registration';
import { forgetRegistrations } from './forget';

/** Whose account is erased. */
interface Erased {
  userId: string;
  /** Of the address, where it was verified: anybody can make an account with the address of somebody else. */
  emailDigest: string | null;
}

/**
 * Cancels all registrations of an erased person, whatever the event's status, also those that were made at the door with their
 * address: who waits longest gets the seat. Registrations that were cancelled before, and check-ins, stay without a person.
 */
export async function anonymizeRegistrations(
  tx: Tx,
  { userId, emailDigest }: Erased,
  ticketSeal: TicketSeal,
): Promise<void> {
  const active = await tx.$queryRaw<Active[]>`
    SELECT id::text, event_id::text AS "eventId" FROM registrations
    WHERE (user_id = ${userId}::uuid OR email_digest = ${emailDigest}) AND status <> 'cancelled' ORDER BY event_id, id`;
  for (const registration of active) await endRegistration(tx, registration, { isErased: true, ticketSeal });
  if (emailDigest !== null) {
    const walkIns = await tx.registration.findMany({ where: { emailDigest }, select: { id: true } });
    await forgetRegistrations(
      tx,
      walkIns.map(({ id }) => id),
      new Date(),
    );
  }
  await tx.registration.updateMany({ where: { userId }, data: { userId: null } });
  await tx.checkIn.updateMany({ where: { checkedInBy: userId }, data: { checkedInBy: null } });
  await tx.checkIn.updateMany({ where: { undoneBy: userId }, data: { undoneBy: null } });
}

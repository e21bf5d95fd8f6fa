import { publishRegistration, registrationCancelled } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { lockSeatsForUpdate, releaseSeat } from '../seats';

interface Active {
  id: string;
  eventId: string;
}

/**
 * Cancels all registrations of an erased person, whatever the event's status: who waits longest gets the seat. Registrations
 * that were cancelled before, and check-ins, stay without a person.
 */
export async function anonymizeRegistrations(tx: Tx, userId: string): Promise<void> {
  const active = await tx.$queryRaw<Active[]>`
    SELECT id::text, event_id::text AS "eventId" FROM registrations
    WHERE user_id = ${userId}::uuid AND status <> 'cancelled' ORDER BY event_id`;
  for (const { id, eventId } of active) {
    // The event, then its seats, then the registration: the order in which everybody locks them.
    await tx.$queryRaw`SELECT 1 FROM events WHERE id = ${eventId}::uuid FOR SHARE`;
    await lockSeatsForUpdate(tx, eventId);
    const [before] = await tx.$queryRaw<{ status: 'confirmed' | 'waitlisted' | 'cancelled' }[]>`
      SELECT status::text FROM registrations WHERE id = ${id}::uuid FOR UPDATE`;
    if (!before || before.status === 'cancelled') continue;
    const [after] = await tx.$queryRaw<{ version: number }[]>`
      UPDATE registrations SET status = 'cancelled', user_id = NULL, cancelled_at = now(), updated_at = now(),
        version = version + 1
      WHERE id = ${id}::uuid RETURNING version`;
    if (!after) throw new Error('a registration is gone while it is locked');
    const cancelled = { id, eventId, userId: null, status: 'cancelled' as const, version: after.version };
    await publishRegistration(tx, registrationCancelled, cancelled);
    await releaseSeat(tx, eventId, before.status);
  }
  await tx.registration.updateMany({ where: { userId }, data: { userId: null } });
  await tx.checkIn.updateMany({ where: { checkedInBy: userId }, data: { checkedInBy: null } });
  await tx.checkIn.updateMany({ where: { undoneBy: userId }, data: { undoneBy: null } });
}

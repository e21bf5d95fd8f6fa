import { record } from '@ems/chassis/messaging';
import { registrationCancelled } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { giveUp, lockSeats } from '../seats';

interface Live {
  id: string;
  eventId: string;
}

/**
 * Cancels all that an account is registered for, whatever the event's state: who waits longest gets the seat. What was
 * cancelled or checked in before stays as a number, of nobody.
 */
export async function unlinkFromRegistrations(tx: Tx, userId: string): Promise<void> {
  const live = await tx.$queryRaw<Live[]>`
    SELECT id::text, event_id::text AS "eventId" FROM registrations
    WHERE user_id = ${userId}::uuid AND status <> 'cancelled' ORDER BY event_id`;
  for (const { id, eventId } of live) {
    // The event, then its seats, then the registration: the order in which everybody takes them.
    await tx.$queryRaw`SELECT 1 FROM events WHERE id = ${eventId}::uuid FOR SHARE`;
    await lockSeats(tx, eventId);
    const [before] = await tx.$queryRaw<{ status: 'confirmed' | 'waitlisted' | 'cancelled' }[]>`
      SELECT status::text FROM registrations WHERE id = ${id}::uuid FOR UPDATE`;
    if (!before || before.status === 'cancelled') continue;
    const [after] = await tx.$queryRaw<{ version: number }[]>`
      UPDATE registrations SET status = 'cancelled', user_id = NULL, cancelled_at = now(), updated_at = now(),
        version = version + 1
      WHERE id = ${id}::uuid RETURNING version`;
    if (!after) throw new Error('a registration is gone while it is held');
    const state = { id, eventId, userId: null, status: 'cancelled' as const };
    await record(tx, registrationCancelled, id, after.version, state);
    await giveUp(tx, eventId, before.status);
  }
  await tx.registration.updateMany({ where: { userId }, data: { userId: null } });
  await tx.checkIn.updateMany({ where: { checkedInBy: userId }, data: { checkedInBy: null } });
  await tx.checkIn.updateMany({ where: { undoneBy: userId }, data: { undoneBy: null } });
}

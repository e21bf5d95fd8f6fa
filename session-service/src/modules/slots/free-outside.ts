import type { Tx } from '../../shared/database';
import { freeSlots } from './free-slot';

/**
 * Frees what lies outside of an event's new dates. event-service refuses such dates, unless its team forces them or a slot
 * was booked at that very moment; either way nothing stays where no event is.
 */
export async function freeSlotsOutside(tx: Tx, eventId: string, startsAt: Date, endsAt: Date): Promise<void> {
  const outside = await tx.slot.findMany({
    where: { eventId, OR: [{ startsAt: { lt: startsAt } }, { endsAt: { gt: endsAt } }] },
    orderBy: { id: 'asc' },
  });
  await freeSlots(tx, outside);
}

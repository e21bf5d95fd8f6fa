import type { Tx } from '../../shared/database';

/** The slots of a cancelled event stay to be seen, but hold no speaker from being elsewhere. */
export async function letSpeakersGo(tx: Tx, eventId: string): Promise<void> {
  await tx.slot.updateMany({ where: { eventId, held: true }, data: { held: false } });
}

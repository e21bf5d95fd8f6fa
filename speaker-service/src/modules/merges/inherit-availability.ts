import type { Tx } from '../../shared/database';
import { replaceAvailability } from '../availability';

/** What the one that goes told of events of which the other told nothing holds for the other from now on. */
export async function inheritAvailability(tx: Tx, id: string, into: string): Promise<void> {
  const told = await tx.availability.findMany({
    where: { speakerId: id },
    select: { eventId: true, intervals: { select: { startsAt: true, endsAt: true } } },
    orderBy: { eventId: 'asc' },
  });
  const own = await tx.availability.findMany({ where: { speakerId: into }, select: { eventId: true } });
  const known = new Set(own.map(({ eventId }) => eventId));
  for (const { eventId, intervals } of told.filter(({ eventId }) => !known.has(eventId)))
    await replaceAvailability(tx, { speakerId: into, eventId, intervals, requireFresh: () => undefined });
}
